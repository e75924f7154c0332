using Gradus.Core.Datasets;
using Gradus.Core.Evaluations;
using Gradus.Core.Work;

namespace Gradus.Core.Gates;

/// <summary>
/// Passes when the candidate was measured on the data set. A model that cannot take the data set is Failed; a process that
/// failed is Error.
/// </summary>
/// <param name="Dataset">The data set's name.</param>
public sealed record EvaluationGate(string Dataset) : IGate
{
    /// <inheritdoc/>
    public string Kind => "evaluate";

    /// <inheritdoc/>
    public string Name => $"evaluate on {Dataset}";

    /// <inheritdoc/>
    public IEnumerable<WorkRequest> Needs(GateInput input) => Measurement.Needs(input, input.Candidate, Dataset);

    /// <inheritdoc/>
    public GateResult? Evaluate(GateInput input) =>
        Measurement.Obstacle(input, input.Candidate, Dataset) is { } obstacle ? obstacle
        : Measurement.Find(input, input.Candidate, Dataset) is { } evaluation
            ? Judge(evaluation, input.Datasets[Dataset].Task)
        : null;

    private GateResult Judge(Evaluation evaluation, DatasetTask task) =>
        evaluation switch
        {
            { Outcome: EvaluationOutcome.Measured } => new(
                Verdict.Passed,
                $"measured on {evaluation.Examples} {task.Unit(evaluation.Examples)}"
            ),
            { Outcome: EvaluationOutcome.Incompatible } => new(
                Verdict.Failed,
                $"does not fit {Dataset}: {evaluation.Reason}"
            ),
            _ => Measurement.Fault(evaluation, Dataset),
        };
}
