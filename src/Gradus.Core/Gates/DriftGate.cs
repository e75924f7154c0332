using Gradus.Core.Evaluations;
using Gradus.Core.Work;

namespace Gradus.Core.Gates;

/// <summary>
/// Passes when a data set is not further from another than a bound, in the column that is furthest: whether what a model is measured
/// on is still like what it was made for, or like what comes in now. χ² is judged by its p-value, the smallest of the columns times
/// their number (Bonferroni): with many columns one is far by chance.
/// </summary>
/// <param name="Measure">How far (<see cref="DriftNames"/>).</param>
/// <param name="Bound">What is required.</param>
/// <param name="Dataset">The data set that is looked at.</param>
/// <param name="Reference">The data set it is held against.</param>
public sealed record DriftGate(string Measure, Bound Bound, string Dataset, string Reference) : IGate
{
    /// <inheritdoc/>
    public string Kind => "drift";

    /// <inheritdoc/>
    public string Name => $"{Measure} of {Dataset} from {Reference} {Bound}";

    /// <inheritdoc/>
    public IEnumerable<WorkRequest> Needs(GateInput input) =>
        Looking(input) is { } task && input.Candidate.Version.Manifest is { } artifact
            ? [new WorkRequest(artifact, task)]
            : [];

    /// <inheritdoc/>
    public GateResult? Evaluate(GateInput input)
    {
        if (new[] { Dataset, Reference }.FirstOrDefault(name => !input.Datasets.ContainsKey(name)) is { } missing)
        {
            return new GateResult(Verdict.Error, $"data set '{missing}' is not registered");
        }

        if (Measurement.Obstacle(input, input.Candidate, Dataset) is { } obstacle)
        {
            return obstacle;
        }

        return input.Find(input.Candidate, Looking(input)!) switch
        {
            null => null,
            { Outcome: EvaluationOutcome.Measured } found => Judge(found),
            { Outcome: EvaluationOutcome.Incompatible } found => new GateResult(
                Verdict.Inconclusive,
                $"{found.Reason}; required {Measure} {Bound}",
                null,
                Bound.Value
            ),
            var failed => new GateResult(
                Verdict.Error,
                $"{Dataset} could not be held against {Reference}: {failed.Reason}"
            ),
        };
    }

    private WorkTask? Looking(GateInput input) =>
        input.Datasets.TryGetValue(Dataset, out var dataset) && input.Datasets.TryGetValue(Reference, out var reference)
            ? WorkTask.Drift(dataset, reference, input.Limits)
            : null;

    private GateResult Judge(Evaluation found) =>
        Measure == DriftNames.ChiSquare ? JudgeChance(found) : JudgeDistance(found);

    private GateResult JudgeChance(Evaluation found)
    {
        var columns = found
            .Slices.Where(column => column.Metrics.TryGetValue(DriftNames.ChiSquareP, out var p) && double.IsFinite(p))
            .ToList();
        if (columns.Count == 0)
        {
            return WithoutColumn();
        }

        var furthest = columns.MinBy(column => column.Metrics[DriftNames.ChiSquareP])!;
        return Figures.Judge(
            columns.Count == 1
                ? $"p-value of {Measure} of column {furthest.Value}"
                : $"p-value of {Measure} of column {furthest.Value} times {columns.Count} columns",
            Math.Min(1, furthest.Metrics[DriftNames.ChiSquareP] * columns.Count),
            Bound
        );
    }

    private GateResult WithoutColumn() =>
        new(
            Verdict.Inconclusive,
            $"no column of {Dataset} has a {Measure}; required {Measure} {Bound}",
            null,
            Bound.Value
        );

    private GateResult JudgeDistance(Evaluation found)
    {
        var furthest = found
            .Slices.Where(column => column.Metrics.TryGetValue(Measure, out var far) && double.IsFinite(far))
            .MaxBy(column => column.Metrics[Measure]);
        return furthest is null
            ? WithoutColumn()
            : Figures.Judge($"{Measure} of column {furthest.Value}", furthest.Metrics[Measure], Bound);
    }
}
