using Gradus.Cli.CommandLine;
using Gradus.Cli.Screen;
using Gradus.Protocol;
using Gradus.Protocol.Models;

namespace Gradus.Cli.Versions;

/// <summary><c>gradus versions create MODEL --from FILE|FOLDER</c></summary>
internal static class Create
{
    public static Verb Verb()
    {
        var model = Words.Model();
        var from = Words.TextOption("--from", "PATH", "The model's file, or the folder with all its files, to upload.");
        var source = Words.TextOption("--source", "URI", "Where the bytes are kept instead; Gradus never opens it.");
        var description = Words.TextOption("--description", "TEXT", "What is new in this version.");
        var tags = Words.Tags();
        var run = Words.TextOption("--run-id", "ID", "The MLflow run that made it.");
        var link = Words.TextOption("--run-link", "URL", "Where that run can be seen.");
        var verb = new Verb("create", "Register a version: upload its files, or name where they are.")
        {
            Arguments = { model },
            Options = { from, source, description, tags, run, link },
            Examples =
            [
                "versions create churn --from model.onnx --description \"trained on May\"",
                "versions create churn --from ./model --tag trainer=nightly",
                "versions create churn --source s3://models/churn/7",
            ],
        };
        verb.Does(
            async (invocation, cancel) =>
            {
                var details = new CreateVersionDto(
                    Description: invocation.Get(description),
                    RunId: invocation.Get(run),
                    RunLink: invocation.Get(link),
                    Tags: invocation.Get(tags)
                );
                var created = (invocation.Get(from), invocation.Get(source)) switch
                {
                    ({ } path, null) => await UploadAsync(invocation, invocation.Get(model), path, details, cancel),
                    (null, { } uri) => await invocation.Server.Versions.CreateAsync(
                        invocation.Get(model),
                        details with
                        {
                            Source = uri,
                        },
                        cancel
                    ),
                    _ => throw new UsageException(
                        "A version is created either --from a file or folder, or with a --source."
                    ),
                };
                return invocation.Answer(created, ProtocolJson.Default.VersionDto, (_, dto) => Print(invocation, dto));
            }
        );
        return verb;
    }

    private static async Task<VersionDto> UploadAsync(
        Run run,
        string model,
        string path,
        CreateVersionDto details,
        CancellationToken cancel
    )
    {
        // Said before gigabytes are sent, not after.
        await run.Server.Models.GetAsync(model, cancel);
        WarnOfEmpty(run, path);
        return await UploadBar.ShowAsync(
            run.Terminal,
            Path.GetFileName(Path.TrimEndingDirectorySeparator(path)),
            progress => run.Server.Versions.UploadAsync(model, path, details, progress, cancel)
        );
    }

    // Such a file is no model, and no gate that measures will let it through.
    private static void WarnOfEmpty(Run run, string path)
    {
        IEnumerable<string> files = Directory.Exists(path)
            ? Directory.EnumerateFiles(path, "*.onnx", SearchOption.AllDirectories)
            : [path];
        if (files.FirstOrDefault(IsEmptyModel) is { } empty)
        {
            run.Terminal.Remark(Tone.Doubtful.Of($"Warning: '{empty}' is empty, so nothing can be measured on it."));
        }
    }

    private static bool IsEmptyModel(string file) =>
        file.EndsWith(".onnx", StringComparison.OrdinalIgnoreCase) && new FileInfo(file) is { Exists: true, Length: 0 };

    private static void Print(Run run, VersionDto version)
    {
        var digest = version.Manifest is null ? "" : $" ({version.Manifest})";
        run.Done($"Version {version.Version} of '{version.Model}' is registered{digest}.");
    }
}
