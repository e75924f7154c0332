using Gradus.Cli.CommandLine;
using Gradus.Cli.Screen;
using Gradus.Protocol;

namespace Gradus.Cli.Versions;

/// <summary><c>gradus versions download MODEL VERSION</c></summary>
internal static class Download
{
    public static Verb Create()
    {
        var model = Words.Model();
        var version = Words.Version();
        var to = Words.TextOption("--to", "FOLDER", "Where the files go (default ./MODEL-VERSION).");
        var verb = new Verb("download", "Download a version's files, each checked against its digest.")
        {
            Arguments = { model, version },
            Options = { to },
            Examples = ["versions download churn 3", "versions download churn 3 --to /srv/model"],
        };
        verb.Does(
            async (run, cancel) =>
            {
                var (name, number) = (run.Get(model), run.Get(version));
                var folder = run.Get(to) ?? $"{name}-{number}";
                var total = (await run.Server.Versions.GetManifestAsync(name, number, cancel)).Size;
                var manifest = await DownloadBar.ShowAsync(
                    run.Terminal,
                    total,
                    progress => run.Server.Versions.DownloadAsync(name, number, folder, progress, cancel)
                );
                return run.Answer(
                    manifest,
                    ProtocolJson.Default.ManifestDto,
                    (_, dto) =>
                        run.Done($"{dto.Files.Count} file(s), {Shown.Size(dto.Size)}, in {Path.GetFullPath(folder)}.")
                );
            }
        );
        return verb;
    }
}
