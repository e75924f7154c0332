using Gradus.Cli.CommandLine;
using Gradus.Cli.Screen;

namespace Gradus.Cli.Promotions;

/// <summary>Waits for what workers find, and says if no worker comes.</summary>
internal static class WorkerWait
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(500);

    /// <summary>What is asked for once it waits for nobody any more, or as it stood when the time was up or the user had enough.</summary>
    /// <param name="run">The command that waits.</param>
    /// <param name="first">How it stands.</param>
    /// <param name="waits">Whether that waits for workers.</param>
    /// <param name="look">Asks how it stands now.</param>
    /// <param name="say">What a terminal shows meanwhile.</param>
    /// <param name="timeout">How long to wait; null for as long as it takes.</param>
    /// <param name="cancel">The user has had enough.</param>
    public static async Task<T> UntilDoneAsync<T>(
        Run run,
        T first,
        Func<T, bool> waits,
        Func<CancellationToken, Task<T>> look,
        Func<T, string> say,
        TimeSpan? timeout,
        CancellationToken cancel
    )
    {
        var latest = first;
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        limit.CancelAfter(timeout ?? Timeout.InfiniteTimeSpan);
        await using var spinner = run.Terminal.IsRich && !run.Json ? new Spinner(run.Terminal, say(first)) : null;
        var watch = new WorkerWatch(
            run.Server,
            () => waits(latest),
            count => Waiting.Write(spinner, () => WorkerWatch.Tell(run.Terminal, run.Server, count))
        );
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(limit.Token);
        var watching = watch.RunAsync(WorkerWatch.Patience, ended.Token);
        try
        {
            while (waits(latest))
            {
                await Task.Delay(Pause, limit.Token);
                latest = await look(limit.Token);
                spinner?.Show(say(latest));
            }
        }
        catch (OperationCanceledException)
        {
            // Workers go on without this program; what is known so far is the answer.
        }

        await ended.CancelAsync();
        await watching;
        return latest;
    }
}
