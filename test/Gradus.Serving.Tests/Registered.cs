using System.Security.Cryptography;
using Gradus.Protocol.Models;
using Gradus.Protocol.Stages;
using Gradus.Server.Tests;

namespace Gradus.Serving;

/// <summary>Versions put into a registry for a test.</summary>
internal static class Registered
{
    /// <summary>Registers a version of one model file, and of an MLmodel if given; the model is made if it is not there.</summary>
    public static async Task<int> RegisterAsync(
        this TestServer server,
        string model,
        byte[] onnx,
        string? mlmodel = null
    )
    {
        var models = await server.Api.Models.ListAsync(new());
        if (models.Models.All(known => known.Name != model))
        {
            await server.Api.Models.CreateAsync(new CreateModelDto(model));
        }

        List<FileDto> files = [await PutAsync(server, "model.onnx", onnx)];
        if (mlmodel is not null)
        {
            files.Add(await PutAsync(server, "MLmodel", System.Text.Encoding.UTF8.GetBytes(mlmodel)));
        }

        return (await server.Api.Versions.CreateAsync(model, new CreateVersionDto(files))).Version;
    }

    /// <summary>Moves a version to Production, and what was there to Archived.</summary>
    public static Task PromoteAsync(this TestServer server, string model, int version) =>
        server.Api.Versions.TransitionAsync(
            model,
            version,
            new TransitionRequestDto("Production", ArchiveExistingVersions: true)
        );

    /// <summary>Registers a version and moves it to Production.</summary>
    public static async Task<int> ReleaseAsync(
        this TestServer server,
        string model,
        byte[] onnx,
        string? mlmodel = null
    )
    {
        var version = await server.RegisterAsync(model, onnx, mlmodel);
        await server.PromoteAsync(model, version);
        return version;
    }

    private static async Task<FileDto> PutAsync(TestServer server, string path, byte[] bytes)
    {
        var digest = $"sha256:{Convert.ToHexStringLower(SHA256.HashData(bytes))}";
        using var stream = new MemoryStream(bytes);
        await server.Api.Blobs.PutAsync(digest, stream, bytes.Length);
        return new FileDto(path, bytes.Length, digest);
    }
}
