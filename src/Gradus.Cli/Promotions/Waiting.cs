using Gradus.Cli.CommandLine;
using Gradus.Cli.Screen;
using Gradus.Protocol;
using Gradus.Protocol.Client;
using Gradus.Protocol.Promotions;

namespace Gradus.Cli.Promotions;

/// <summary>Waits for a promotion to end, telling what happens meanwhile.</summary>
internal static class Waiting
{
    // More than a timer takes.
    private static readonly TimeSpan Forever = TimeSpan.FromDays(40);

    /// <summary>As below, telling people where the answer is for people.</summary>
    public static Task<PromotionDto> UntilEndedAsync(
        Run run,
        PromotionDto promotion,
        TimeSpan? timeout,
        CancellationToken cancel
    ) =>
        UntilEndedAsync(
            run.Server,
            promotion,
            run.Terminal,
            run.Json ? null : new PromotionReport(run.Terminal, run.Session.Name),
            timeout,
            cancel
        );

    /// <summary>The promotion as it ended, or as it stood when the time was up or the user had enough.</summary>
    /// <param name="server">Where to ask.</param>
    /// <param name="promotion">As it stands.</param>
    /// <param name="terminal">Where it is shown that something happens.</param>
    /// <param name="report">Tells what happens; null for nobody.</param>
    /// <param name="timeout">How long to wait; null for as long as it takes.</param>
    /// <param name="cancel">The user has had enough.</param>
    public static async Task<PromotionDto> UntilEndedAsync(
        GradusClient server,
        PromotionDto promotion,
        Terminal terminal,
        PromotionReport? report,
        TimeSpan? timeout,
        CancellationToken cancel
    )
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        limit.CancelAfter(timeout is { } time && time < Forever ? time : Timeout.InfiniteTimeSpan);
        if (report is null)
        {
            return await WatchAsync(server.Promotions, promotion, _ => { }, OutageOn(terminal, null), limit.Token);
        }

        await using var spinner = terminal.IsRich ? new Spinner(terminal, promotion.Outcome) : null;
        var latest = promotion;
        var watch = WorkerWatch.Over(
            server,
            () => latest,
            count => Write(spinner, () => WorkerWatch.Tell(terminal, server, count))
        );
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(limit.Token);
        var watching = watch.RunAsync(WorkerWatch.Patience, ended.Token);
        latest = await WatchAsync(server.Promotions, promotion, Tell, OutageOn(terminal, spinner), limit.Token);
        await ended.CancelAsync();
        await watching;
        return latest;

        void Tell(PromotionDto next)
        {
            latest = next;
            Write(spinner, () => report.Tell(next));
            spinner?.Show($"{next.Phase}: {next.Outcome}");
        }
    }

    private static Outage OutageOn(Terminal terminal, Spinner? spinner) =>
        new(
            sentence => Write(spinner, () => terminal.Remark(Tone.Doubtful.Of(sentence))),
            Outage.Patience,
            TimeProvider.System
        );

    /// <summary>Has lines written beside a spinner, if there is one.</summary>
    public static void Write(Spinner? spinner, Action lines)
    {
        if (spinner is null)
        {
            lines();
        }
        else
        {
            spinner.Write(lines);
        }
    }

    private static async Task<PromotionDto> WatchAsync(
        PromotionsClient promotions,
        PromotionDto promotion,
        Action<PromotionDto> tell,
        Outage outage,
        CancellationToken cancel
    )
    {
        try
        {
            while (true)
            {
                try
                {
                    await foreach (var next in promotions.WatchAsync(promotion, cancel))
                    {
                        promotion = next;
                        tell(next);
                    }

                    return promotion;
                }
                catch (GradusUnreachableException)
                {
                    // The promotion outlives its server; so does the wait.
                    promotion = await outage.OutlastAsync(() => promotions.GetAsync(promotion.Id, cancel), cancel);
                }
            }
        }
        catch (OperationCanceledException)
        {
            // The promotion goes on without this program; its state is the answer.
            return promotion;
        }
    }
}
