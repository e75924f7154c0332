using Gradus.Cli.CommandLine;
using Gradus.Cli.Screen;
using Gradus.Protocol;
using Gradus.Protocol.Models;

namespace Gradus.Cli.Models;

/// <summary><c>gradus models list</c></summary>
internal static class List
{
    public static Verb Create()
    {
        var search = new SearchOptions();
        var verb = new Verb("list", "List registered models.")
        {
            Examples =
            [
                "models list",
                "models list --filter \"name LIKE 'churn%' AND tags.team = 'growth'\" --order-by \"name ASC\"",
            ],
        };
        search.AddTo(verb);
        verb.Does(
            async (run, cancel) =>
            {
                var (models, next) = await search.ReadAsync(
                    run,
                    async query =>
                    {
                        var page = await run.Server.Models.ListAsync(query, cancel);
                        return (page.Models, page.NextPageToken);
                    }
                );
                return run.Answer(new ModelPageDto(models, next), ProtocolJson.Default.ModelPageDto, Print);
            }
        );
        return verb;
    }

    private static void Print(Terminal terminal, ModelPageDto page)
    {
        var table = new Table("Model", "Stages", "Aliases", "Updated", "Description");
        foreach (var model in page.Models)
        {
            table.Row(
                Tone.Strong.Of(model.Name),
                string.Join(", ", model.LatestVersions.Select(v => $"{v.Stage} v{v.Version}")),
                string.Join(", ", model.Aliases.Select(a => $"{a.Name} v{a.Version}")),
                Tone.Faint.Of(Shown.Time(model.UpdatedAt)),
                Shown.Brief(model.Description)
            );
        }

        table.Print(terminal, "No models.");
        PageOptions.PrintMore(terminal, page.NextPageToken);
    }
}
