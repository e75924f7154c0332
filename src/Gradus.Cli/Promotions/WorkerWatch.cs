using Gradus.Cli.Screen;
using Gradus.Protocol;
using Gradus.Protocol.Client;
using Gradus.Protocol.Promotions;
using Gradus.Protocol.Work;

namespace Gradus.Cli.Promotions;

/// <summary>Notices that something waits for work that no worker takes, and says so once.</summary>
/// <param name="server">Who knows what work waits.</param>
/// <param name="needsWork">Whether it waits for work now.</param>
/// <param name="tell">Says it.</param>
internal sealed class WorkerWatch(GradusClient server, Func<bool> needsWork, Action<WorkCountDto> tell)
{
    /// <summary>How long a worker may take to come.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    /// <summary>Watches over a promotion.</summary>
    /// <param name="server">Who knows what work waits.</param>
    /// <param name="promotion">The promotion as it stands.</param>
    /// <param name="tell">Says it.</param>
    public static WorkerWatch Over(GradusClient server, Func<PromotionDto> promotion, Action<WorkCountDto> tell) =>
        new(server, () => promotion().Phase is "Pending" or "Gating", tell);

    /// <summary>Says that nobody comes, and who should: where all that waits names a runner, a dispatcher.</summary>
    public static void Tell(Terminal terminal, GradusClient server, WorkCountDto count)
    {
        var missing =
            count.ForRunners < count.Waiting
                ? "No worker has taken it on yet; start one with: gradus-worker"
                : "No dispatcher of the policy's runners has taken it on yet; start one with: gradus-worker --kubernetes";
        terminal.Remark(Tone.Doubtful.Of($"{missing} --server {server.Address.GetLeftPart(UriPartial.Authority)}"));
    }

    /// <summary>Watches until it has been said or there is no more to wait for.</summary>
    public async Task RunAsync(TimeSpan patience, CancellationToken cancel)
    {
        try
        {
            while (true)
            {
                await Task.Delay(patience, cancel);
                if (needsWork() && await server.Promotions.GetWorkAsync(cancel) is { Waiting: > 0, Taken: 0 } count)
                {
                    tell(count);
                    return;
                }
            }
        }
        catch (Exception e) when (e is OperationCanceledException or GradusException or GradusUnreachableException)
        {
            // It is only a hint; how the promotion ends is told elsewhere.
        }
    }
}
