using Gradus.Core.Evaluations;

namespace Gradus.Core.Gates;

/// <summary>
/// Passes when the candidate was measured on the data set. A model that cannot take the data set is Failed; a process that
/// failed is Error.
/// </summary>
/// <param name="Dataset">The data set's name.</param>
public sealed record EvaluationGate(string Dataset) : IGate
{
    /// <inheritdoc/>
    public string Name => "evaluate";

    /// <inheritdoc/>
    public GateResult Evaluate(GateInput input) =>
        input.Evaluation switch
        {
            { Outcome: EvaluationOutcome.Measured } measured => new(
                Verdict.Passed,
                $"measured on {measured.Examples} examples of {Dataset}"
            ),
            { Outcome: EvaluationOutcome.Incompatible } found => new(
                Verdict.Failed,
                $"does not fit {Dataset}: {found.Reason}"
            ),
            { } failed => new(Verdict.Error, $"could not be evaluated on {Dataset}: {failed.Reason}"),
            null => new(Verdict.Inconclusive, $"was not evaluated on {Dataset}"),
        };
}
