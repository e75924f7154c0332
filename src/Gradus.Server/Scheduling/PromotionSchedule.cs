using System.Collections.Concurrent;
using Gradus.Core.Promotions;
using Quartz;

namespace Gradus.Server.Scheduling;

/// <summary>
/// Has promotions looked at again at the time their rows say: when a soak ends, a freeze opens, an approval runs out. It only
/// wakes; what happens then the row decides, so a wake too many does nothing.
/// </summary>
internal sealed class PromotionSchedule(ISchedulerFactory schedulers, TimeProvider time)
{
    // What this server has noted: most looks find nothing new.
    private readonly ConcurrentDictionary<string, DateTimeOffset> _noted = new(StringComparer.Ordinal);

    /// <summary>Notes when a promotion is to be looked at; one that waits for no time is forgotten.</summary>
    public async Task NoteAsync(Promotion promotion, CancellationToken cancellationToken)
    {
        var key = new TriggerKey(promotion.Id, WakeJob.Group);
        if (promotion is not { IsOpen: true, WakeAt: { } wakeAt })
        {
            if (_noted.TryRemove(promotion.Id, out _))
            {
                await (await schedulers.GetScheduler(cancellationToken)).UnscheduleJob(key, cancellationToken);
            }

            return;
        }

        if (_noted.TryGetValue(promotion.Id, out var noted) && noted == wakeAt)
        {
            return;
        }

        await ScheduleAsync(key, promotion.Id, wakeAt, cancellationToken);
        _noted[promotion.Id] = wakeAt;
    }

    private async Task ScheduleAsync(
        TriggerKey key,
        string promotion,
        DateTimeOffset wakeAt,
        CancellationToken cancellationToken
    )
    {
        var scheduler = await schedulers.GetScheduler(cancellationToken);

        var trigger = TriggerBuilder
            .Create(time)
            .WithIdentity(key)
            .ForJob(WakeJob.Key)
            .UsingJobData(WakeJob.Promotion, promotion)
            .StartAt(wakeAt)
            .Build();
        if (await scheduler.RescheduleJob(key, trigger, cancellationToken) is null)
        {
            await scheduler.ScheduleJob(trigger, new ScheduleJobOptions { Replace = true }, cancellationToken);
        }
    }
}
