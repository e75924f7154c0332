using Gradus.Core.Promotions;
using Quartz;

namespace Gradus.Server.Scheduling;

/// <summary>
/// Has promotions looked at again at the time their rows say: when a soak ends, a freeze opens, an approval runs out. It only
/// wakes; what happens then the row decides, so a wake too many does nothing.
/// </summary>
internal sealed class PromotionSchedule(ISchedulerFactory schedulers, TimeProvider time)
{
    /// <summary>Notes when a promotion is to be looked at; one that waits for no time is forgotten.</summary>
    public async Task NoteAsync(Promotion promotion, CancellationToken cancellationToken)
    {
        var scheduler = await schedulers.GetScheduler(cancellationToken);
        var key = new TriggerKey(promotion.Id, WakeJob.Group);
        if (promotion is not { IsOpen: true, WakeAt: { } wakeAt })
        {
            await scheduler.UnscheduleJob(key, cancellationToken);
            return;
        }

        var trigger = TriggerBuilder
            .Create(time)
            .WithIdentity(key)
            .ForJob(WakeJob.Key)
            .UsingJobData(WakeJob.Promotion, promotion.Id)
            .StartAt(wakeAt)
            .Build();
        if (await scheduler.RescheduleJob(key, trigger, cancellationToken) is null)
        {
            await scheduler.ScheduleJob(trigger, new ScheduleJobOptions { Replace = true }, cancellationToken);
        }
    }
}
