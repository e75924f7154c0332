using Gradus.Cli.CommandLine;
using Gradus.Protocol;

namespace Gradus.Cli.Promotions;

/// <summary><c>gradus promotions cancel ID</c></summary>
internal static class Cancel
{
    public static Verb Create()
    {
        var id = Words.Text("id", "ID", "The promotion's id.");
        var verb = new Verb("cancel", "Cancel a promotion that has not ended.")
        {
            Arguments = { id },
            Examples = ["promotions cancel 0198c2f4d7"],
        };
        verb.Does(
            async (run, cancel) =>
            {
                var cancelled = await run.Server.Promotions.CancelAsync(run.Get(id), cancel);
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
