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
                var waiting = new List<PromotionDto>();
                string? token = null;
                do
                {
                    var page = await run.Server.Promotions.ListAsync(
                        onlyOpen: true,
                        maxResults: 500,
                        pageToken: token,
                        cancel: cancel
                    );
                    waiting.AddRange(page.Promotions.Where(promotion => promotion.Phase == "AwaitingApproval"));
                    token = page.NextPageToken;
                } while (token is not null);

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
