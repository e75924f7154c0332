using Gradus.Core.Errors;
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
    PromotionStepStore steps,
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
            await TryAsync(() => VerifyAsync(due, cancellationToken));
        }

        await TryAsync(async () =>
        {
            foreach (var asked in await automation.FindAsync(NewId, cancellationToken))
            {
                await OpenAsync(asked);
            }
        });
    }

    private async Task VerifyAsync(DueVerification due, CancellationToken cancellationToken)
    {
        if (await verifications.StepAsync(due, NewId(), cancellationToken) is { } problem)
        {
            PromotionLog.CheckedAgain(logger, due.Model, due.Version, due.Stage, problem);
            runner.Wake();
        }
    }

    // One that was opened meanwhile by somebody else is as good.
    private async Task OpenAsync(AutomaticPromotion due)
    {
        var asked = due.Asked;
        if (due.Overtakes is { } overtaken)
        {
            await steps.CancelAsync(overtaken, AutomationStore.CallerFor(asked.Id));
        }

        var opened = await promotions.OpenAsync(asked, AutomationStore.CallerFor(asked.Id));
        if (opened.IsOk)
        {
            runner.Note(opened.Value);
        }
        else if (opened.Error.Code != ErrorCode.PromotionOpen)
        {
            PromotionLog.NotOpened(logger, asked.Model, asked.Stage, opened.Error.Message);
        }
    }

    // What fails for one leaves the others alone, and is tried again in the next round.
    private async Task TryAsync(Func<Task> act)
    {
        try
        {
            await act();
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            PromotionLog.RoundFailed(logger, e);
        }
    }

    private static string NewId() => Guid.CreateVersion7().ToString("N");
}
