using System.Security.Cryptography;
using System.Text;
using Gradus.Protocol.Models;

namespace Gradus.Server.Tests;

/// <summary>Puts bytes into a server's store and registers versions of them.</summary>
internal static class Uploads
{
    public static string DigestOf(byte[] bytes) => "sha256:" + Convert.ToHexStringLower(SHA256.HashData(bytes));

    public static async Task<FileDto> PutAsync(this TestServer server, string path, byte[] bytes)
    {
        var digest = DigestOf(bytes);
        using var stream = new MemoryStream(bytes);
        await server.Api.Blobs.PutAsync(digest, stream, bytes.Length);
        return new FileDto(path, bytes.Length, digest);
    }

    /// <summary>Registers a version of one file with this text; the model is created if it is not there.</summary>
    public static async Task<VersionDto> RegisterAsync(this TestServer server, string model, string content)
    {
        var file = await server.PutAsync("model.bin", Encoding.UTF8.GetBytes(content));
        await server.SendAsync("POST", "/api/v1/models", $$"""{"name":"{{model}}"}""");
        return await server.Api.Versions.CreateAsync(model, new CreateVersionDto(Files: [file]));
    }
}
