using System.CommandLine;
using System.Globalization;
using Gradus.Cli.CommandLine;
using Gradus.Cli.Screen;
using Gradus.Protocol;
using Gradus.Protocol.Models;

namespace Gradus.Cli.Versions;

/// <summary><c>gradus versions list [MODEL]</c></summary>
internal static class List
{
    public static Verb Create()
    {
        var model = new Argument<string?>("model")
        {
            HelpName = "MODEL",
            Arity = ArgumentArity.ZeroOrOne,
            Description = "Only this model's versions.",
        };
        var search = new SearchOptions();
        var verb = new Verb("list", "List the versions of a model, or of all.")
        {
            Arguments = { model },
            Examples = ["versions list churn", "versions list --filter \"current_stage = 'Production'\""],
        };
        search.AddTo(verb);
        verb.Does(
            async (run, cancel) =>
            {
                var (versions, next) = await search.ReadAsync(
                    run,
                    async query =>
                    {
                        var page = await run.Server.Versions.ListAsync(run.Parsed.GetValue(model), query, cancel);
                        return (page.Versions, page.NextPageToken);
                    }
                );
                return run.Answer(new VersionPageDto(versions, next), ProtocolJson.Default.VersionPageDto, Print);
            }
        );
        return verb;
    }

    /// <summary>Prints versions as a table.</summary>
    public static void PrintRows(Terminal terminal, IReadOnlyList<VersionDto> versions, string ifEmpty)
    {
        var table = new Table("Model", "Version", "Stage", "Status", "Aliases", "Created", "By", "Description");
        foreach (var version in versions)
        {
            table.Row(
                Tone.Strong.Of(version.Model),
                version.Version.ToString(CultureInfo.InvariantCulture),
                version.Stage,
                (version.Status == "ready" ? Tone.Plain : Tone.Bad).Of(version.Status),
                string.Join(", ", version.Aliases),
                Tone.Faint.Of(Shown.Time(version.CreatedAt)),
                version.CreatedBy,
                Shown.Brief(version.Description)
            );
        }

        table.Print(terminal, ifEmpty);
    }

    private static void Print(Terminal terminal, VersionPageDto page)
    {
        PrintRows(terminal, page.Versions, "No versions.");
        PageOptions.PrintMore(terminal, page.NextPageToken);
    }
}
