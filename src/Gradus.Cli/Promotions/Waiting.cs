using System.Diagnostics;
using Gradus.Cli.Screen;
using Gradus.Protocol.Client;
using Gradus.Protocol.Promotions;

namespace Gradus.Cli.Promotions;

/// <summary>Waits for a promotion to end, telling what happens meanwhile.</summary>
internal static class Waiting
{
    private static readonly TimeSpan RetryDelay = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan LongestSilence = TimeSpan.FromMinutes(1);

    /// <summary>The promotion as it ended, or as it stood when the time was up or the user had enough.</summary>
    /// <param name="promotions">Where to ask.</param>
    /// <param name="promotion">As it stands.</param>
    /// <param name="terminal">Where it is shown that something happens; null for nowhere.</param>
    /// <param name="report">Tells what happens.</param>
    /// <param name="timeout">How long to wait; null for as long as it takes.</param>
    /// <param name="cancel">The user has had enough.</param>
    public static async Task<PromotionDto> UntilEndedAsync(
        PromotionsClient promotions,
        PromotionDto promotion,
        Terminal? terminal,
        PromotionReport? report,
        TimeSpan? timeout,
        CancellationToken cancel
    )
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        limit.CancelAfter(timeout ?? Timeout.InfiniteTimeSpan);
        if (terminal is null || report is null)
        {
            return await WatchAsync(promotions, promotion, _ => { }, limit.Token);
        }

        if (!terminal.IsRich)
        {
            return await WatchAsync(promotions, promotion, report.Tell, limit.Token);
        }

        await using var spinner = new Spinner(terminal, promotion.Outcome);
        return await WatchAsync(promotions, promotion, Tell(report, spinner), limit.Token);
    }

    private static Action<PromotionDto> Tell(PromotionReport report, Spinner spinner) =>
        promotion =>
        {
            spinner.Write(() => report.Tell(promotion));
            spinner.Show($"{promotion.Phase}: {promotion.Outcome}");
        };

    private static async Task<PromotionDto> WatchAsync(
        PromotionsClient promotions,
        PromotionDto promotion,
        Action<PromotionDto> tell,
        CancellationToken cancel
    )
    {
        var silentSince = Stopwatch.StartNew();
        while (true)
        {
            try
            {
                await foreach (var next in promotions.WatchAsync(promotion, cancel))
                {
                    promotion = next;
                    tell(next);
                    silentSince.Restart();
                }

                return promotion;
            }
            catch (GradusUnreachableException) when (silentSince.Elapsed < LongestSilence)
            {
                // The promotion outlives its server; so does the wait.
                await Task.Delay(RetryDelay, cancel).ContinueWith(_ => { }, TaskScheduler.Default);
            }
            catch (OperationCanceledException)
            {
                // The promotion goes on without this program; its state is the answer.
                return promotion;
            }
        }
    }
}
