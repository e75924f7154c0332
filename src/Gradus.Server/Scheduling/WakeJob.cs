using Gradus.Server.Promotions;
using Quartz;

namespace Gradus.Server.Scheduling;

/// <summary>Looks at one promotion again.</summary>
internal sealed class WakeJob(PromotionRunner runner) : IJob
{
    /// <summary>The group of its triggers.</summary>
    public const string Group = "promotions";

    /// <summary>The datum that holds the promotion's id.</summary>
    public const string Promotion = "promotion";

    /// <summary>The job's key.</summary>
    public static readonly JobKey Key = new("wake", Group);

    /// <inheritdoc/>
    public async ValueTask Execute(IJobExecutionContext context, CancellationToken cancellationToken)
    {
        if (context.MergedJobDataMap.GetString(Promotion) is { } id)
        {
            await runner.StepAsync(id, cancellationToken);
        }
    }
}
