using Gradus.Protocol;
using Gradus.Protocol.Client;
using Gradus.Protocol.Promotions;

namespace Gradus.Cli.Promotions;

/// <summary>Notices that a promotion waits for work that no worker takes, and says so once.</summary>
/// <param name="server">Who knows what work waits.</param>
/// <param name="promotion">The promotion as it stands.</param>
/// <param name="tell">Says it.</param>
internal sealed class WorkerWatch(GradusClient server, Func<PromotionDto> promotion, Action tell)
{
    /// <summary>How long a worker may take to come.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    /// <summary>Watches until it has been said or there is no more to wait for.</summary>
    public async Task RunAsync(TimeSpan patience, CancellationToken cancel)
    {
        try
        {
            while (true)
            {
                await Task.Delay(patience, cancel);
                if (promotion().Phase is "Pending" or "Gating" && await NobodyWorksAsync(cancel))
                {
                    tell();
                    return;
                }
            }
        }
        catch (Exception e) when (e is OperationCanceledException or GradusException or GradusUnreachableException)
        {
            // It is only a hint; how the promotion ends is told elsewhere.
        }
    }

    private async Task<bool> NobodyWorksAsync(CancellationToken cancel) =>
        await server.Promotions.GetWorkAsync(cancel) is { Waiting: > 0, Taken: 0 };
}
