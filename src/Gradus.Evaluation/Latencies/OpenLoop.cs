using System.Diagnostics;
using Gradus.Core.Errors;
using Gradus.Evaluation.Answers;
using Gradus.Evaluation.Datasets;
using Gradus.Evaluation.Statistics;

namespace Gradus.Evaluation.Latencies;

/// <summary>
/// Requests of one example that arrive at random at a rate, whether or not those before are answered, and wait for each other as they would
/// at a process of the gateway. A time goes from the arrival that was meant, so that a model that is late is not asked less often
/// for it ("coordinated omission").
/// </summary>
/// <param name="perSecond">How many arrive in a second on average (a Poisson process).</param>
/// <param name="seed">When they arrive.</param>
/// <param name="patience">Who is later than this does not keep up, and is not waited for.</param>
internal sealed class OpenLoop(double perSecond, long seed, TimeSpan patience)
{
    private const int WarmUpCalls = 20;

    // Sleeping may take this much longer than was asked for.
    private static readonly TimeSpan Oversleeping = TimeSpan.FromMilliseconds(2);

    /// <summary>Asks without counting, until the model is warm.</summary>
    public static Result<Done> WarmUp(IScorer model, Batch examples, CancellationToken ct)
    {
        var one = new Batch(1, examples.Width);
        for (var i = 0; i < WarmUpCalls; i++)
        {
            if (Ask(model, examples, i, one, ct).Error is { } error)
            {
                return error;
            }
        }

        return new Done();
    }

    /// <summary>Sends a number of requests, and adds their times.</summary>
    /// <param name="model">Who is asked.</param>
    /// <param name="examples">What; each in its turn.</param>
    /// <param name="requests">How many there are.</param>
    /// <param name="block">The number of this block: every one arrives at other times.</param>
    /// <param name="times">Takes them in.</param>
    /// <param name="ct">Ends it.</param>
    public Result<Done> Run(
        IScorer model,
        Batch examples,
        int requests,
        int block,
        LoadTimes times,
        CancellationToken ct
    )
    {
        var random = SplitMix64.Of(seed, block);
        var one = new Batch(1, examples.Width);
        var began = Stopwatch.GetTimestamp();
        var arrival = TimeSpan.Zero;
        for (var i = 0; i < requests; i++)
        {
            // 1 − U is never 0.
            arrival += TimeSpan.FromSeconds(-Math.Log(1 - random.NextDouble()) / perSecond);
            var late = Stopwatch.GetElapsedTime(began) - arrival;
            if (late > patience)
            {
                times.AddUnanswered(requests - i);
                break;
            }

            WaitUntil(began, arrival, ct);
            if (Ask(model, examples, i, one, ct).Error is { } error)
            {
                return error;
            }

            times.Add((Stopwatch.GetElapsedTime(began) - arrival).TotalMilliseconds, late > TimeSpan.Zero);
        }

        return new Done();
    }

    private static Result<Answer> Ask(IScorer model, Batch examples, int number, Batch one, CancellationToken ct)
    {
        one.Clear();
        examples.Row(number % examples.Count).CopyTo(one.Add());
        return model.Ask(one, ct);
    }

    private static void WaitUntil(long began, TimeSpan arrival, CancellationToken ct)
    {
        while (arrival - Stopwatch.GetElapsedTime(began) is var left && left > TimeSpan.Zero)
        {
            ct.ThrowIfCancellationRequested();
            if (left > Oversleeping)
            {
                Thread.Sleep(left - Oversleeping);
            }
            else
            {
                Thread.SpinWait(20);
            }
        }
    }
}
