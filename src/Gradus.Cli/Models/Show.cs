using Gradus.Cli.CommandLine;
using Gradus.Cli.Screen;
using Gradus.Protocol;
using Gradus.Protocol.Models;

namespace Gradus.Cli.Models;

/// <summary><c>gradus models show MODEL</c></summary>
internal static class Show
{
    public static Verb Create()
    {
        var model = Words.Model();
        var verb = new Verb("show", "Show a model, its aliases and its latest version in each stage.")
        {
            Arguments = { model },
            Examples = ["models show churn", "models show churn --json"],
        };
        verb.Does(
            async (run, cancel) =>
                run.Answer(
                    await run.Server.Models.GetAsync(run.Get(model), cancel),
                    ProtocolJson.Default.ModelDto,
                    Print
                )
        );
        return verb;
    }

    /// <summary>Prints a model for people.</summary>
    public static void Print(Terminal terminal, ModelDto model)
    {
        new Fields()
            .Add("Model", Tone.Strong.Of(model.Name))
            .Add("Description", model.Description ?? "")
            .Add("Tags", string.Join(", ", model.Tags.Select(tag => $"{tag.Key}={tag.Value}")))
            .Add("Aliases", string.Join(", ", model.Aliases.Select(alias => $"{alias.Name} v{alias.Version}")))
            .Add("Created", Shown.Time(model.CreatedAt))
            .Add("Updated", Shown.Time(model.UpdatedAt))
            .Print(terminal);
        terminal.Line();
        Versions.List.PrintRows(terminal, model.LatestVersions, "No versions.");
    }
}
