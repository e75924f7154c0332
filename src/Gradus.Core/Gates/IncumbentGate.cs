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
    public IEnumerable<WorkRequest> Needs(GateInput input) => Rivals.Needs(input, Dataset);

    /// <inheritdoc/>
    public GateResult? Evaluate(GateInput input) =>
        Rivals.Judge(input, Dataset, incumbent => Compare(input, incumbent));

    private GateResult? Compare(GateInput input, VersionFacts incumbent) =>
        (Measurement.Find(input, input.Candidate, Dataset), Measurement.Find(input, incumbent, Dataset))
            is ({ } candidate, { } holder)
            ? Judge(candidate, holder, incumbent)
            : null;

    private GateResult Judge(Evaluation candidate, Evaluation holder, VersionFacts incumbent)
    {
        if (Rivals.Unmeasured(candidate, holder, incumbent, Metric, Dataset) is { } unmeasured)
        {
            return unmeasured;
        }

        var was = holder.Metrics[Metric];
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
                $"{result.Message}, version {incumbent.Version.Number} has {Figures.Short(was)}"
                + (slack == 0 ? "" : $", margin {Figures.Short(slack)}"),
        };
    }
}
