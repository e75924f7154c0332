using Gradus.Core.Evaluations;
using Gradus.Core.Promotions;
using Gradus.Core.Work;

namespace Gradus.Core.Gates;

/// <summary>
/// Passes when the candidate is not worse than any holder of the stage by more than a margin, both measured on the same data
/// set, by digest. Of a stage that nobody holds it is the last that was good there; where nobody ever was there is nobody to be
/// worse than. Where the holder went away with a model of the same name it is Inconclusive.
/// </summary>
/// <param name="Metric">The metric's name.</param>
/// <param name="Dataset">The data set both are measured on.</param>
/// <param name="Margin">How much worse it may be: in the metric's unit, or as a share of the holder's value.</param>
/// <param name="IsRelative">Whether the margin is a share.</param>
public sealed record IncumbentGate(string Metric, string Dataset, double Margin, bool IsRelative) : IGate
{
    /// <inheritdoc/>
    public string Kind => "incumbent";

    /// <inheritdoc/>
    public string Name => $"incumbent {Metric}";

    /// <inheritdoc/>
    public IEnumerable<WorkRequest> Needs(GateInput input) =>
        input.Incumbents.Count == 0
            ? []
            :
            [
                .. Measurement.Needs(input, input.Candidate, Dataset),
                .. input.Incumbents.SelectMany(incumbent => Measurement.Needs(input, incumbent, Dataset)),
            ];

    /// <inheritdoc/>
    public GateResult? Evaluate(GateInput input)
    {
        if (input.LostHolder is { } lost)
        {
            return lost;
        }

        if (input.Incumbents.Count == 0)
        {
            return new GateResult(Verdict.Passed, $"no version in {input.Stage} to compare with");
        }

        if (Measurement.Obstacle(input, input.Candidate, Dataset) is { } obstacle)
        {
            return obstacle;
        }

        var candidate = Measurement.Find(input, input.Candidate, Dataset);
        var results = input.Incumbents.Select(incumbent => Compare(input, candidate, incumbent)).ToList();
        return results.Any(result => result is null) ? null : results.MinBy(result => RankOf(result!.Verdict));
    }

    private GateResult? Compare(GateInput input, Evaluation? candidate, VersionFacts incumbent)
    {
        if (Measurement.Obstacle(input, incumbent, Dataset) is { } obstacle)
        {
            return obstacle;
        }

        var holder = Measurement.Find(input, incumbent, Dataset);
        return candidate is null || holder is null ? null : Judge(candidate, holder, incumbent);
    }

    private GateResult Judge(Evaluation candidate, Evaluation holder, VersionFacts incumbent)
    {
        var number = incumbent.Version.Number;
        var standing = incumbent.IsHolder ? "which holds the stage" : "the last that held the stage";
        if (candidate.Outcome == EvaluationOutcome.Error)
        {
            return Measurement.Fault(candidate, Dataset);
        }

        if (holder.Outcome == EvaluationOutcome.Error)
        {
            return Measurement.Fault(holder, Dataset, $"version {number}, {standing}, ");
        }

        if (candidate.Outcome != EvaluationOutcome.Measured)
        {
            return new GateResult(Verdict.Skipped, $"{Metric} was not measured, the version does not fit {Dataset}");
        }

        if (holder.Outcome != EvaluationOutcome.Measured || holder.Metric(Metric) is not { } was || double.IsNaN(was))
        {
            return new GateResult(
                Verdict.Inconclusive,
                $"{Metric} of version {number}, {standing}, is not known on {Dataset}: {holder.Reason ?? "it is not among the measured metrics"}"
            );
        }

        if (candidate.Metric(Metric) is not { } value)
        {
            return new GateResult(
                Verdict.Inconclusive,
                $"{Metric} is not among the measured metrics{Figures.Names(candidate.Metrics.Keys)}"
            );
        }

        var slack = IsRelative ? Math.Abs(was) * Margin : Margin;
        var bound = MetricDirection.LowerIsBetter(Metric) ? new Bound("≤", was + slack) : new Bound("≥", was - slack);
        var result = Figures.Judge(Metric, value, bound);
        return result with
        {
            Message =
                $"{result.Message}, version {number} has {Figures.Short(was)}"
                + (slack == 0 ? "" : $", margin {Figures.Short(slack)}"),
        };
    }

    private static int RankOf(Verdict verdict) =>
        verdict switch
        {
            Verdict.Error => 0,
            Verdict.Failed => 1,
            Verdict.Inconclusive => 2,
            Verdict.Skipped => 3,
            _ => 4,
        };
}
