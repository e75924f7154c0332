using Gradus.Core.Errors;
using Gradus.Core.Promotions;
using Gradus.Data.Promotions;

namespace Gradus.Server.Promotions;

/// <summary>
/// Lets clients wait for a promotion to change. The row decides, since another server may change it: it is read again and
/// again, at an interval that costs little and that a person does not notice.
/// </summary>
internal sealed class PromotionWatch(PromotionStore promotions, TimeProvider time, IHostApplicationLifetime lifetime)
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(100);

    /// <summary>The promotion once its revision is past the one the client knows, or it has ended, or the wait is over,
    /// or the server stops.</summary>
    public async Task<Result<Promotion>> WaitAsync(
        string id,
        long knownRevision,
        TimeSpan atMost,
        CancellationToken cancellationToken
    )
    {
        var start = time.GetTimestamp();
        for (; ; )
        {
            var found = await promotions.GetAsync(id, cancellationToken);
            if (
                !found.Try(out var promotion, out _)
                || promotion.Revision > knownRevision
                || !promotion.IsOpen
                || time.GetElapsedTime(start) >= atMost
                || lifetime.ApplicationStopping.IsCancellationRequested
            )
            {
                return found;
            }

            await Task.Delay(Interval, time, cancellationToken);
        }
    }
}
