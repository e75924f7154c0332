using Gradus.Core.Work;

namespace Gradus.Core.Gates;

/// <summary>Passes when the time for one example stays below a bound at a percentile, measured by a worker.</summary>
/// <param name="Dataset">The data set it is measured on.</param>
/// <param name="Percentile">50, 95 or 99.</param>
/// <param name="MaxMilliseconds">The most it may take.</param>
public sealed record LatencyGate(string Dataset, int Percentile, double MaxMilliseconds) : IGate
{
    private readonly ThresholdGate _threshold = new(
        $"latency_p{Percentile}_ms",
        new Bound("≤", MaxMilliseconds),
        Dataset
    );

    /// <inheritdoc/>
    public string Kind => "latency";

    /// <inheritdoc/>
    public string Name => $"latency p{Percentile} ≤ {Figures.Short(MaxMilliseconds)} ms";

    /// <inheritdoc/>
    public IEnumerable<WorkRequest> Needs(GateInput input) => _threshold.Needs(input);

    /// <inheritdoc/>
    public GateResult? Evaluate(GateInput input) => _threshold.Evaluate(input);
}
