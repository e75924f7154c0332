using Gradus.Cli.CommandLine;
using Gradus.Protocol;

namespace Gradus.Cli.Promotions;

/// <summary><c>gradus promotions cancel ID | MODEL/VERSION</c></summary>
internal static class Cancel
{
    public static Verb Create()
    {
        var target = new PromotionTarget();
        var verb = new Verb("cancel", "Cancel a promotion that has not ended.")
        {
            Examples = ["promotions cancel 0198c2f4d7", "promotions cancel churn/3 --to Production"],
        };
        target.AddTo(verb);
        verb.Does(
            async (run, cancel) =>
            {
                var id = await target.ResolveAsync(run, cancel);
                var cancelled = await run.Server.Promotions.CancelAsync(id, cancel);
                return run.Answer(
                    cancelled,
                    ProtocolJson.Default.PromotionDto,
                    (_, dto) => run.Done($"Promotion {dto.Id} of '{dto.Model}' is cancelled.")
                );
            }
        );
        return verb;
    }
}
