using Gradus.Core.Evaluations;
using Gradus.Core.Work;

namespace Gradus.Core.Gates;

/// <summary>
/// Passes when requests that arrive at a rate are answered within a bound, at a percentile: all of the percentile's interval must be within.
/// Failed where all of it is beyond, or the model does not keep up with the rate; Inconclusive where the interval holds the bound.
/// </summary>
/// <param name="Dataset">The data set whose examples are sent.</param>
/// <param name="Percentile">50, 95 or 99.</param>
/// <param name="MaxMilliseconds">The most it may take, from the arrival on.</param>
/// <param name="Load">Which requests arrive.</param>
public sealed record LoadLatencyGate(string Dataset, int Percentile, double MaxMilliseconds, RequestLoad Load) : IGate
{
    private readonly LoadedModel _loaded = new(Dataset, Load);

    private Bound Bound => new("≤", MaxMilliseconds);

    /// <inheritdoc/>
    public string Kind => "latency";

    /// <inheritdoc/>
    public string Name =>
        $"latency p{Percentile} at {Figures.Short(Load.PerSecond)}/s ≤ {Figures.Short(MaxMilliseconds)} ms";

    /// <inheritdoc/>
    public IEnumerable<WorkRequest> Needs(GateInput input) => _loaded.Needs(input);

    /// <inheritdoc/>
    public GateResult? Evaluate(GateInput input) =>
        Measurement.Obstacle(input, input.Candidate, Dataset) ?? _loaded.Judge(input, null, Judge);

    private GateResult Judge(Evaluation found)
    {
        if (LoadedModel.FallsBehind(found, name => name))
        {
            return new GateResult(
                Verdict.Failed,
                $"the model does not keep up with {_loaded.Rate}; required p{Percentile} {Bound} ms",
                null,
                MaxMilliseconds
            );
        }

        var name = LatencyNames.Of(Percentile);
        var (value, lower, upper) = LoadedModel.IntervalOf(found, name);
        var verdict =
            Bound.Admits(upper) ? Verdict.Passed
            : lower > MaxMilliseconds ? Verdict.Failed
            : Verdict.Inconclusive;
        return new GateResult(
            verdict,
            $"p{Percentile} = {Figures.Short(value)} ms at {_loaded.Rate}, {_loaded.Between(lower, upper)}; required {Bound} ms",
            value,
            MaxMilliseconds
        );
    }
}
