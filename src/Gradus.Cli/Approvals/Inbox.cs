using Gradus.Cli.CommandLine;
using Gradus.Protocol;
using Gradus.Protocol.Promotions;

namespace Gradus.Cli.Approvals;

/// <summary><c>gradus approvals</c></summary>
internal static class Inbox
{
    public static Verb Create()
    {
        var verb = new Verb("approvals", "List the promotions that wait for approval, newest first.")
        {
            Group = Root.People,
            Examples = ["approvals", "approvals --json"],
        };
        verb.Does(
            async (run, cancel) =>
            {
                var open = await Pages.AllAsync(async token =>
                {
                    var page = await run.Server.Promotions.ListAsync(
                        onlyOpen: true,
                        maxResults: 500,
                        pageToken: token,
                        cancel: cancel
                    );
                    return (page.Promotions, page.NextPageToken);
                });
                PromotionDto[] waiting = [.. open.Where(promotion => promotion.Phase == "AwaitingApproval")];
                return run.Answer(
                    new PromotionPageDto(waiting, null),
                    ProtocolJson.Default.PromotionPageDto,
                    (terminal, page) => Promotions.List.Print(terminal, page, "No promotion waits for approval.")
                );
            }
        );
        return verb;
    }
}
