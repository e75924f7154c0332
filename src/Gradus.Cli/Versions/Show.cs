using System.Globalization;
using Gradus.Cli.CommandLine;
using Gradus.Cli.Screen;
using Gradus.Protocol;
using Gradus.Protocol.Models;

namespace Gradus.Cli.Versions;

/// <summary><c>gradus versions show MODEL VERSION</c></summary>
internal static class Show
{
    public static Verb Create()
    {
        var model = Words.Model();
        var version = Words.Version();
        var verb = new Verb("show", "Show one version.")
        {
            Arguments = { model, version },
            Examples = ["versions show churn 3"],
        };
        verb.Does(
            async (run, cancel) =>
                run.Answer(
                    await run.Server.Versions.GetAsync(run.Get(model), run.Get(version), cancel),
                    ProtocolJson.Default.VersionDto,
                    Print
                )
        );
        return verb;
    }

    private static void Print(Terminal terminal, VersionDto version) =>
        new Fields()
            .Add("Model", Tone.Strong.Of(version.Model))
            .Add("Version", Tone.Strong.Of(version.Version.ToString(CultureInfo.InvariantCulture)))
            .Add("Stage", version.Stage)
            .Add("Status", (version.Status == "ready" ? Tone.Good : Tone.Bad).Of(version.Status))
            .Add("", Tone.Bad.Of(version.StatusMessage ?? ""))
            .Add("Description", version.Description)
            .Add("Source", version.Source)
            .Add("Digest", version.Manifest ?? "")
            .Add("Run", version.RunId ?? "")
            .Add("Run link", version.RunLink ?? "")
            .Add("Tags", string.Join(", ", version.Tags.Select(tag => $"{tag.Key}={tag.Value}")))
            .Add("Aliases", string.Join(", ", version.Aliases))
            .Add("Created", $"{Shown.Time(version.CreatedAt)} by {version.CreatedBy}")
            .Add("Updated", Shown.Time(version.UpdatedAt))
            .Print(terminal);
}
