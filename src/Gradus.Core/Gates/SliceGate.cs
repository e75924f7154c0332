using Gradus.Core.Evaluations;
using Gradus.Core.Work;

namespace Gradus.Core.Gates;

/// <summary>
/// Passes when a metric is on the right side of a bound in every slice of a data set: on each part of its examples that share a value
/// of one column, so that a good mean does not hide a group that is served badly. Slices with fewer examples than asked are not judged; where
/// none has as many it is Inconclusive.
/// </summary>
/// <param name="Metric">The metric's name (<see cref="MetricNames.BySlice"/>).</param>
/// <param name="By">The column: the data set's label, or one that is no feature.</param>
/// <param name="Bound">What is required of each slice.</param>
/// <param name="MinExamples">How many examples a slice must have to be judged.</param>
/// <param name="Dataset">The data set it is measured on.</param>
public sealed record SliceGate(string Metric, string By, Bound Bound, long MinExamples, string Dataset) : IGate
{
    /// <inheritdoc/>
    public string Kind => "slices";

    /// <inheritdoc/>
    public string Name => $"{Metric} by {By} {Bound}";

    /// <inheritdoc/>
    public IEnumerable<WorkRequest> Needs(GateInput input) => Measurement.Needs(input, input.Candidate, Dataset);

    /// <inheritdoc/>
    public GateResult? Evaluate(GateInput input) =>
        Measurement.Obstacle(input, input.Candidate, Dataset) is { } obstacle ? obstacle
        : Measurement.Find(input, input.Candidate, Dataset) is { } found
            ? Measurement.Unmeasured(found, Metric, Dataset, Bound) ?? Judge(found.Slices)
        : null;

    private GateResult Judge(IReadOnlyList<Slice> slices)
    {
        var parts = slices.Where(slice => slice.Column == By).ToList();
        var judged = parts.Where(slice => slice.Examples >= MinExamples).ToList();
        return (parts, judged) switch
        {
            ([], _) => Unknown(
                $"{Dataset} has no slices by {By}{Figures.Names(slices.Select(slice => slice.Column).Distinct())}"
            ),
            (_, []) => Unknown(
                $"no slice by {By} has {MinExamples} examples; the largest has {parts.Max(slice => slice.Examples)}"
            ),
            _ => Judge(judged.MinBy(Room)!, judged.Count, parts.Count),
        };
    }

    private GateResult Judge(Slice worst, int judged, int all)
    {
        if (!worst.Metrics.TryGetValue(Metric, out var value))
        {
            return Unknown($"{Metric} is not measured by slice{Figures.Names(worst.Metrics.Keys)}");
        }

        var result = Figures.Judge($"{Metric} where {By} is {worst.Value}", value, Bound);
        var others = judged == all ? $"{all} slices" : $"{judged} of {all} slices, the others are too small";
        return result with { Message = $"{result.Message}, the worst of {others}; {worst.Examples} examples" };
    }

    // How far a slice is from the bound, on the right side; least of all where it is not known.
    private double Room(Slice slice) =>
        !slice.Metrics.TryGetValue(Metric, out var value) || double.IsNaN(value) ? double.NegativeInfinity
        : Bound.IsFloor ? value - Bound.Value
        : Bound.Value - value;

    private GateResult Unknown(string why) =>
        new(Verdict.Inconclusive, $"{why}; required {Metric} {Bound} in each", null, Bound.Value);
}
