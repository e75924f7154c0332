using System.Diagnostics;
using Gradus.Core.Errors;
using Gradus.Core.Evaluations;
using Gradus.Evaluation.Answers;
using Gradus.Evaluation.Datasets;
using Gradus.Evaluation.Metrics;

namespace Gradus.Evaluation.Latencies;

/// <summary>
/// Times single examples, one call each, as an application would ask for them. The first calls warm up and are not counted.
/// </summary>
/// <param name="maxCalls">How many calls to time at most.</param>
/// <param name="budget">How long to go on at most; one call is timed in any case.</param>
internal sealed class SingleCalls(int maxCalls, TimeSpan budget)
{
    private const int WarmUpCalls = 10;

    /// <summary>Adds the 50th, 95th and 99th percentile in milliseconds to <paramref name="metrics"/>.</summary>
    public Result<Done> Measure(IScorer scorer, Batch sample, Dictionary<string, double> metrics, CancellationToken ct)
    {
        var times = new List<double>(maxCalls);
        var single = new Batch(1, sample.Width);
        var began = Stopwatch.GetTimestamp();
        for (var call = 0; call < WarmUpCalls + maxCalls; call++)
        {
            ct.ThrowIfCancellationRequested();
            var isOver = Stopwatch.GetElapsedTime(began) > budget;
            if (isOver && times.Count > 0)
            {
                break;
            }

            single.Clear();
            sample.Row(call % sample.Count).CopyTo(single.Add());
            var start = Stopwatch.GetTimestamp();
            var answer = scorer.Ask(single, ct);
            var elapsed = Stopwatch.GetElapsedTime(start);
            if (answer.Error is { } error)
            {
                return error;
            }

            if (call >= WarmUpCalls || isOver)
            {
                times.Add(elapsed.TotalMilliseconds);
            }
        }

        times.Sort();
        Add(metrics, [.. times]);
        return new Done();
    }

    private static void Add(Dictionary<string, double> metrics, double[] ascending)
    {
        metrics[MetricNames.LatencyP50] = Percentile.Of(ascending, 50);
        metrics[MetricNames.LatencyP95] = Percentile.Of(ascending, 95);
        metrics[MetricNames.LatencyP99] = Percentile.Of(ascending, 99);
    }
}
