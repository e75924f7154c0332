using Gradus.Data.Promotions;
using Gradus.Server.Promotions;
using Quartz;

namespace Gradus.Server.Scheduling;

/// <summary>
/// What nobody asks for: holders of stages are checked again when it is time, and versions are promoted where the policy says
/// so. In a cluster one server at a time does it; done twice it does nothing twice.
/// </summary>
[DisallowConcurrentExecution]
internal sealed class RoundJob(
    VerificationStore verifications,
    AutomationStore automation,
    PromotionStore promotions,
    PromotionRunner runner,
    ILogger<RoundJob> logger
) : IJob
{
    /// <summary>The job's key.</summary>
    public static readonly JobKey Key = new("round");

    /// <summary>How often it is done.</summary>
    public static readonly TimeSpan Interval = TimeSpan.FromSeconds(5);

    /// <inheritdoc/>
    public async ValueTask Execute(IJobExecutionContext context, CancellationToken cancellationToken)
    {
        foreach (var due in await verifications.ListDueAsync(cancellationToken))
        {
            if (await verifications.StepAsync(due, NewId()) is { } problem)
            {
                PromotionLog.VerificationFailed(logger, due.Model, due.Version, due.Stage, problem);
            }
        }

        foreach (var asked in await automation.FindAsync(NewId, cancellationToken))
        {
            // One that was opened meanwhile by somebody else is as good.
            await promotions.OpenAsync(asked, AutomationStore.CallerFor(asked.Id));
        }

        runner.Wake();
    }

    private static string NewId() => Guid.CreateVersion7().ToString("N");
}
