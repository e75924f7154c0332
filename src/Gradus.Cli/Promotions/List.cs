using System.CommandLine;
using System.Globalization;
using Gradus.Cli.CommandLine;
using Gradus.Cli.Screen;
using Gradus.Protocol;
using Gradus.Protocol.Promotions;

namespace Gradus.Cli.Promotions;

/// <summary><c>gradus promotions list [MODEL]</c></summary>
internal static class List
{
    public static Verb Create()
    {
        var model = new Argument<string?>("model")
        {
            HelpName = "MODEL",
            Arity = ArgumentArity.ZeroOrOne,
            Description = "Only this model's promotions.",
        };
        var stage = Words.TextOption("--stage", "STAGE", "Only promotions to this stage.");
        var open = new Option<bool>("--open") { Description = "Only promotions that have not ended." };
        var page = new PageOptions();
        var verb = new Verb("list", "List promotions, newest first.")
        {
            Arguments = { model },
            Options = { stage, open },
            Examples = ["promotions list churn", "promotions list --open"],
        };
        page.AddTo(verb);
        verb.Does(
            async (run, cancel) =>
            {
                var (promotions, next) = await page.ReadAsync(
                    run,
                    async (max, token) =>
                    {
                        var found = await run.Server.Promotions.ListAsync(
                            run.Get(model),
                            stage: run.Get(stage),
                            onlyOpen: run.Get(open),
                            maxResults: max,
                            pageToken: token,
                            cancel: cancel
                        );
                        return (found.Promotions, found.NextPageToken);
                    }
                );
                return run.Answer(
                    new PromotionPageDto(promotions, next),
                    ProtocolJson.Default.PromotionPageDto,
                    (terminal, found) => Print(terminal, found)
                );
            }
        );
        return verb;
    }

    /// <summary>Prints promotions as a table.</summary>
    public static void Print(Terminal terminal, PromotionPageDto page, string ifEmpty = "No promotions.")
    {
        var table = new Table("Id", "Model", "Version", "To", "Phase", "Asked", "By", "Outcome");
        foreach (var promotion in page.Promotions)
        {
            table.Row(
                promotion.Id,
                Tone.Strong.Of(promotion.Model),
                promotion.Version?.ToString(CultureInfo.InvariantCulture) ?? "",
                promotion.Stage,
                Outcome.ToneOf(promotion).Of(promotion.Phase),
                Tone.Faint.Of(Shown.Time(promotion.CreatedAt)),
                promotion.Actor,
                Shown.Brief(promotion.Outcome, 80)
            );
        }

        table.Print(terminal, ifEmpty);
        PageOptions.PrintMore(terminal, page.NextPageToken);
    }
}
