using Gradus.Cli.CommandLine;
using Gradus.Cli.Screen;
using Gradus.Protocol.Promotions;

namespace Gradus.Cli.Promotions;

/// <summary>Waits for a promotion to end, telling what happens meanwhile.</summary>
internal static class Waiting
{
    /// <summary>The promotion as it ended, or as it stood when the time was up or the user had enough.</summary>
    public static Task<PromotionDto> UntilEndedAsync(
        Run run,
        PromotionDto promotion,
        TimeSpan? timeout,
        CancellationToken cancel
    )
    {
        if (run.Json)
        {
            return WatchAsync(run, promotion, timeout, _ => { }, cancel);
        }

        var report = new PromotionReport(run.Terminal);
        if (!run.Terminal.IsRich)
        {
            return WatchAsync(run, promotion, timeout, report.Tell, cancel);
        }

        return Drawing.WithSpinnerAsync(
            run.Terminal,
            promotion.Phase,
            show => WatchAsync(run, promotion, timeout, Tell, cancel, show)
        );

        void Tell(PromotionDto next) => report.Tell(next);
    }

    private static async Task<PromotionDto> WatchAsync(
        Run run,
        PromotionDto promotion,
        TimeSpan? timeout,
        Action<PromotionDto> tell,
        CancellationToken cancel,
        Action<string>? show = null
    )
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        if (timeout is { } time)
        {
            limit.CancelAfter(time);
        }

        try
        {
            await foreach (var next in run.Server.Promotions.WatchAsync(promotion, limit.Token))
            {
                promotion = next;
                tell(next);
                show?.Invoke($"{next.Phase}  {next.Outcome}");
            }
        }
        catch (OperationCanceledException)
        {
            // The promotion goes on without this program; its state is the answer.
        }

        return promotion;
    }
}
