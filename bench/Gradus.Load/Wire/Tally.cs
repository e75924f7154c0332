using System.Diagnostics;

namespace Gradus.Load.Wire;

/// <summary>What a stretch of load came to.</summary>
/// <param name="Elapsed">From the first request sent to the last answer read.</param>
/// <param name="Latencies">Of each request, in ticks of the stopwatch.</param>
internal sealed record Tally(TimeSpan Elapsed, IReadOnlyList<long> Latencies)
{
    /// <summary>Requests a second.</summary>
    public double Rate => Latencies.Count / Elapsed.TotalSeconds;

    /// <summary>The latencies in milliseconds.</summary>
    public IEnumerable<double> Milliseconds => Latencies.Select(ticks => ticks * 1_000.0 / Stopwatch.Frequency);
}
