using System.Globalization;
using Gradus.Core.Evaluations;
using Gradus.Core.Work;

namespace Gradus.Core.Gates;

/// <summary>
/// Passes when it is shown that the candidate is on average not slower than any holder of the stage by more than a share, of requests that
/// arrive at a rate; both are measured by turns. Failed where it is shown that it is; Inconclusive where the interval does not tell.
/// </summary>
/// <param name="Dataset">The data set whose examples are sent.</param>
/// <param name="Slower">How much slower it may be, as a share of the holder's mean.</param>
/// <param name="Load">Which requests arrive.</param>
public sealed record RivalLatencyGate(string Dataset, double Slower, RequestLoad Load) : IGate
{
    private readonly LoadedModel _loaded = new(Dataset, Load);

    /// <inheritdoc/>
    public string Kind => "latency";

    /// <inheritdoc/>
    public string Name => $"latency beside the incumbent at {Figures.Short(Load.PerSecond)}/s";

    /// <inheritdoc/>
    public IEnumerable<WorkRequest> Needs(GateInput input) =>
        input.Incumbents.SelectMany(incumbent => _loaded.Needs(input, incumbent));

    /// <inheritdoc/>
    public GateResult? Evaluate(GateInput input) =>
        Rivals.Judge(
            input,
            Dataset,
            incumbent => _loaded.Judge(input, incumbent, found => Judge(found, incumbent.Version.Number))
        );

    private GateResult Judge(Evaluation found, int incumbent)
    {
        var required = $"required to be slower by at most {Percent(Slower)}";
        if (LoadedModel.FallsBehind(found, LatencyNames.OfIncumbent))
        {
            return new GateResult(
                Verdict.Inconclusive,
                $"version {incumbent} itself does not keep up with {_loaded.Rate}; {required}"
            );
        }

        if (LoadedModel.FallsBehind(found, name => name))
        {
            return new GateResult(
                Verdict.Failed,
                $"the model does not keep up with {_loaded.Rate}, and version {incumbent} does; {required}"
            );
        }

        var theirs = found.Metric(LatencyNames.OfIncumbent(LatencyNames.Mean)) ?? double.NaN;
        var (difference, lower, upper) = LoadedModel.IntervalOf(found, LatencyNames.Difference);
        var most = theirs * Slower;
        var verdict =
            upper <= most ? Verdict.Passed
            : lower > most ? Verdict.Failed
            : Verdict.Inconclusive;
        return new GateResult(
            verdict,
            $"{Figures.Short(theirs + difference)} ms on average at {_loaded.Rate} beside {Figures.Short(theirs)} ms of version {incumbent}, "
                + $"the difference {_loaded.Between(lower, upper)} (Mann–Whitney p {Figures.Short(found.Metric(LatencyNames.MannWhitneyP) ?? double.NaN)}); {required}",
            difference / theirs,
            Slower
        );
    }

    private static string Percent(double share) => $"{(share * 100).ToString("0.##", CultureInfo.InvariantCulture)} %";
}
