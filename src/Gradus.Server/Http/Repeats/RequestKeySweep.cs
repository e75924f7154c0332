using Gradus.Data.Requests;
using Gradus.Server.Hosting;

namespace Gradus.Server.Http.Repeats;

/// <summary>Forgets once an hour what was answered longer ago than answers are kept for.</summary>
internal sealed class RequestKeySweep(RequestKeyStore store, TimeProvider time, ILogger<RequestKeySweep> logger)
    : BackgroundService
{
    private static readonly TimeSpan Interval = TimeSpan.FromHours(1);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Interval, time);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            try
            {
                await store.SweepAsync();
            }
            catch (Exception e) when (e is not OperationCanceledException)
            {
                // The next round tries again; nothing depends on it but space.
                ServerLog.ForgettingFailed(logger, e);
            }
        }
    }
}
