using Gradus.Data.Promotions;

namespace Gradus.Server.Promotions;

/// <summary>Lets workers wait for work. The rows decide, since another server may have put them there.</summary>
internal sealed class WorkQueue(TimeProvider time, IHostApplicationLifetime lifetime)
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(200);

    /// <summary>Tries to lease until there is something, the wait is over, or the server stops.</summary>
    public async Task<LeasedWork?> WaitAsync(
        Func<Task<LeasedWork?>> lease,
        TimeSpan atMost,
        CancellationToken cancellationToken
    )
    {
        var start = time.GetTimestamp();
        for (; ; )
        {
            var work = await lease();
            if (
                work is not null
                || time.GetElapsedTime(start) >= atMost
                || lifetime.ApplicationStopping.IsCancellationRequested
            )
            {
                return work;
            }

            await Task.Delay(Interval, time, cancellationToken);
        }
    }
}
