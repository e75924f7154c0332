using System.Globalization;
using Gradus.Core.Evaluations;
using Gradus.Core.Work;

namespace Gradus.Core.Gates;

/// <summary>
/// Passes when a model of two classes treats the groups that a column names alike, within a bound. With a confidence all of the
/// measure's interval must be within; where the interval holds the bound, or there are no two groups to compare, it is Inconclusive.
/// </summary>
/// <param name="Measure">What is measured (<see cref="FairnessNames"/>).</param>
/// <param name="By">The column that names the group: one that the data set ignores.</param>
/// <param name="Bound">What is required.</param>
/// <param name="MinExamples">How many examples a group must have to be compared.</param>
/// <param name="Dataset">The data set it is measured on.</param>
/// <param name="Confidence">How often the interval shall hold the true value; null to judge the value as it is.</param>
public sealed record FairnessGate(
    string Measure,
    string By,
    Bound Bound,
    long MinExamples,
    string Dataset,
    double? Confidence
) : IGate
{
    private const double UsualConfidence = 0.95;

    /// <inheritdoc/>
    public string Kind => "fairness";

    /// <inheritdoc/>
    public string Name => $"{Measure} by {By} {Bound}";

    /// <inheritdoc/>
    public IEnumerable<WorkRequest> Needs(GateInput input) =>
        Looking(input) is { } task && input.Candidate.Version.Manifest is { } artifact
            ? [.. Measurement.Needs(input, input.Candidate, Dataset), new WorkRequest(artifact, task)]
            : Measurement.Needs(input, input.Candidate, Dataset);

    /// <inheritdoc/>
    public GateResult? Evaluate(GateInput input)
    {
        if (Measurement.Obstacle(input, input.Candidate, Dataset) is { } obstacle)
        {
            return obstacle;
        }

        if (Measurement.Find(input, input.Candidate, Dataset) is not { } measured)
        {
            return null;
        }

        if (Measurement.Unmeasured(measured, Measure, Dataset, Bound) is { } unmeasured)
        {
            return unmeasured;
        }

        if (Looking(input) is not { } task)
        {
            return new GateResult(
                Verdict.Error,
                $"the predictions on {Dataset} were not kept; have the version measured anew (promote --anew)"
            );
        }

        return input.Find(input.Candidate, task) switch
        {
            null => null,
            { Outcome: EvaluationOutcome.Measured } found => Judge(found),
            { Outcome: EvaluationOutcome.Incompatible } found => Unknown(found.Reason ?? "it cannot be measured"),
            var failed => new GateResult(Verdict.Error, $"{Measure} by {By} could not be measured: {failed.Reason}"),
        };
    }

    private WorkTask? Looking(GateInput input) =>
        input.Datasets.TryGetValue(Dataset, out var dataset)
            ? WorkTask.Fairness(
                dataset,
                Measurement.Find(input, input.Candidate, Dataset),
                By,
                MinExamples,
                Confidence ?? UsualConfidence,
                input.Limits
            )
            : null;

    private GateResult Judge(Evaluation found)
    {
        var value = found.Metric(Measure) ?? double.NaN;
        var (lower, upper) = (
            found.Metric(FairnessNames.Lower(Measure)) ?? double.NaN,
            found.Metric(FairnessNames.Upper(Measure)) ?? double.NaN
        );
        if (!double.IsFinite(value))
        {
            return Unknown($"fewer than two groups by {By} have {MinExamples} examples{WhichCount} to compare");
        }

        if (
            Confidence is not null
            && (
                TooFew.Complaint(found.Examples)
                ?? (double.IsFinite(lower + upper) ? null : "its interval is undefined")
            )
                is { } why
        )
        {
            return Unknown($"{Measure} by {By} is {Figures.Short(value)}, and {why}");
        }

        var result = Figures.Judge($"{Measure} by {By}", value, Bound);
        var interval = string.Create(
            CultureInfo.InvariantCulture,
            $"between {Figures.Short(lower)} and {Figures.Short(upper)} at {(Confidence ?? UsualConfidence) * 100:0.##} %"
        );
        return result with
        {
            Verdict = Confidence is null ? result.Verdict : Where(lower, upper),
            Message = $"{result.Message}; {interval}",
        };
    }

    private Verdict Where(double lower, double upper) =>
        (Bound.Admits(lower), Bound.Admits(upper)) switch
        {
            (true, true) => Verdict.Passed,
            (false, false) => Verdict.Failed,
            _ => Verdict.Inconclusive,
        };

    // A rate among those for whom an answer is right is of these only.
    private string WhichCount =>
        Measure switch
        {
            FairnessNames.EqualOpportunity => " of the greater class",
            FairnessNames.EqualizedOdds => " of each class",
            _ => "",
        };

    private GateResult Unknown(string why) =>
        new(Verdict.Inconclusive, $"{why}; required {Measure} {Bound}", null, Bound.Value);
}
