using System.Globalization;
using Gradus.Cli.Screen;
using Gradus.Protocol.Datasets;
using Gradus.Protocol.Models;

namespace Gradus.Cli.Demo;

/// <summary>The demo's first part: data and models come into the registry.</summary>
internal sealed class Registration(Scene scene)
{
    /// <summary>The test data of both sets.</summary>
    public async Task RegisterDataAsync(CancellationToken cancel)
    {
        scene.Narrator.Step("Register the test data, on which every candidate will be measured");
        foreach (var (set, slice) in ((string, string)[])[(Scene.Tumours, "size"), (Scene.Digits, "digit")])
        {
            scene.Narrator.Command($"datasets add {set}-test samples/{set}/test.csv --label label --ignore {slice}");
            var file = scene.Samples.PathOf(set, "test.csv");
            var dataset = await scene.Server.Datasets.UploadAsync(
                Scene.DataOf(set),
                file,
                new PutDatasetDto("", "label", [slice]),
                null,
                cancel
            );
            scene.Narrator.Say($"{dataset.Name}: {Shown.Size(dataset.Size)}, sha256 {Shown.Digest(dataset.Digest)}…");
        }
    }

    /// <summary>All models of both sets, each with its file, whose bytes are checked.</summary>
    public async Task RegisterModelsAsync(CancellationToken cancel)
    {
        scene.Narrator.Step("Register the models: the files are uploaded and stored by their SHA-256");
        scene.Narrator.Command(
            $"versions create {Scene.Tumours} --from samples/{Scene.Tumours}/v1-two-features.onnx --description …"
        );
        var table = new Table("Model", "Version", "What it is", "Size", "SHA-256");
        foreach (var set in (string[])[Scene.Tumours, Scene.Digits])
        {
            await scene.Server.Models.CreateAsync(new CreateModelDto(set, $"Sample models for {set}"), cancel);
            foreach (var model in scene.Samples.Models(set))
            {
                await RegisterAsync(set, model, table, cancel);
            }
        }

        table.Print(scene.Terminal, "");
    }

    private async Task RegisterAsync(string set, SampleModel model, Table table, CancellationToken cancel)
    {
        var path = scene.Samples.PathOf(set, model.File);
        var details = new CreateVersionDto(Description: model.Note);
        var version = await scene.Server.Versions.UploadAsync(set, path, details, null, cancel);
        var manifest = await scene.Server.Versions.GetManifestAsync(set, version.Version, cancel);
        DemoException.Unless(
            manifest.Files is [{ Digest: var digest }] && digest == $"sha256:{model.Sha256}",
            $"version {version.Version} of {set} has the bytes of {model.File}"
        );
        table.Row(
            set,
            version.Version.ToString(CultureInfo.InvariantCulture),
            Shown.Brief(model.Note),
            Shown.Size(manifest.Size),
            Tone.Faint.Of(Shown.Digest(model.Sha256))
        );
    }
}
