using Gradus.Artifacts.Local;
using Gradus.Data.Artifacts;
using Gradus.Server.Hosting;

namespace Gradus.Server.Artifacts;

/// <summary>
/// Deletes blobs that nothing names: uploads whose version was never registered, files of deleted versions. A blob is left
/// alone for a day after it was last put or renewed, which is longer than anyone needs from putting to naming it.
/// </summary>
internal sealed class BlobSweep(
    LocalBlobStore blobs,
    ManifestStore manifests,
    TimeProvider time,
    ILogger<BlobSweep> logger
) : BackgroundService
{
    private static readonly TimeSpan Interval = TimeSpan.FromHours(1);
    private static readonly TimeSpan LeftAloneFor = TimeSpan.FromDays(1);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Interval, time);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            await SweepAsync(stoppingToken);
        }
    }

    private async Task SweepAsync(CancellationToken stoppingToken)
    {
        try
        {
            await manifests.ForgetUnusedAsync(LeftAloneFor);
            var swept = await blobs.SweepAsync(
                async digest => await manifests.IsReferencedAsync(digest, stoppingToken),
                LeftAloneFor,
                time,
                stoppingToken
            );
            if (swept.Blobs > 0)
            {
                ServerLog.Swept(logger, swept.Blobs, swept.Bytes);
            }
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            // The next round tries again; nothing depends on a sweep but disk space.
            ServerLog.SweepFailed(logger, e);
        }
    }
}
