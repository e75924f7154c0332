using Gradus.Core.Artifacts;
using Gradus.Core.Models;
using Gradus.Protocol.Artifacts;
using Gradus.Protocol.Models;
using Gradus.Serving.Following;
using Gradus.Serving.Hosting;
using Gradus.Serving.Pools;

namespace Gradus.ServingLoad;

/// <summary>A gateway that serves a model as the last one it knew, without a control plane.</summary>
internal static class PreparedGateway
{
    private static readonly ModelUri Uri = ModelUri.Parse("models:/digits/Production").Value;

    /// <summary>Starts it in a folder and waits until the model is loaded.</summary>
    public static async Task<Gateway> StartAsync(string folder, string model, PoolOptions pool)
    {
        var bytes = await File.ReadAllBytesAsync(model);
        var file = new ManifestFile(ArtifactPath.Parse("model.onnx").Value, bytes.Length, Digest.Of(bytes));
        var manifest = Manifest.Create([file]).Value;
        var stored = Directory.CreateDirectory(Path.Join(folder, "models", manifest.Digest.Hex)).FullName;
        await File.WriteAllBytesAsync(Path.Join(stored, "model.onnx"), bytes);
        FileDto[] files = [new("model.onnx", file.Size, file.Digest.ToString())];
        var description = new ManifestDto($"{manifest.Digest}", manifest.Size, files, null, null);
        LastServed.Open(folder).Remember(Uri, new KnownVersion("digits", 1, description));
        // Nothing listens on the discard port.
        var options = new ServingOptions([Uri])
        {
            Server = new Uri("http://127.0.0.1:9"),
            Port = 0,
            Data = folder,
            Pool = pool,
        };
        var gateway = await Gateway.StartAsync(options, TimeProvider.System);
        while (!gateway.Models.AreReady)
        {
            await Task.Delay(20);
        }

        return gateway;
    }
}
