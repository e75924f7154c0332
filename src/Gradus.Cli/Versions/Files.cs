using Gradus.Cli.CommandLine;
using Gradus.Cli.Screen;
using Gradus.Protocol;
using Gradus.Protocol.Artifacts;

namespace Gradus.Cli.Versions;

/// <summary><c>gradus versions files MODEL VERSION</c></summary>
internal static class Files
{
    public static Verb Create()
    {
        var model = Words.Model();
        var version = Words.Version();
        var verb = new Verb("files", "Show what a version consists of, and what it takes and gives.")
        {
            Arguments = { model, version },
            Examples = ["versions files churn 3"],
        };
        verb.Does(
            async (run, cancel) =>
                run.Answer(
                    await run.Server.Versions.GetManifestAsync(run.Get(model), run.Get(version), cancel),
                    ProtocolJson.Default.ManifestDto,
                    Print
                )
        );
        return verb;
    }

    private static void Print(Terminal terminal, ManifestDto manifest)
    {
        var fields = new Fields().Add("Digest", manifest.Digest).Add("Size", Shown.Size(manifest.Size));
        foreach (var input in manifest.Signature?.Inputs ?? [])
        {
            fields.Add("Takes", Describe(input));
        }

        foreach (var output in manifest.Signature?.Outputs ?? [])
        {
            fields.Add("Gives", Describe(output));
        }

        fields.Add("Signature", Tone.Doubtful.Of(manifest.SignatureProblem ?? "")).Print(terminal);
        terminal.Line();
        var table = new Table("File", "Size", "SHA-256");
        foreach (var file in manifest.Files)
        {
            table.Row(file.Path, Shown.Size(file.Size), Tone.Faint.Of(file.Digest));
        }

        table.Print(terminal, "No files.");
    }

    private static string Describe(SignatureFieldDto field)
    {
        var shape = string.Join(", ", field.Shape.Select(size => size is { } n ? $"{n}" : "?"));
        return $"{field.Name}: {field.Type}[{shape}]";
    }
}
