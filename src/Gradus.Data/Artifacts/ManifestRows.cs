using System.Text.Json;
using Gradus.Core.Artifacts;

namespace Gradus.Data.Artifacts;

/// <summary>Writes manifests, inside the transactions of the stores that need them.</summary>
internal static class ManifestRows
{
    private const string InsertSql = """
        INSERT INTO manifests (digest, size, signature, signature_problem, created_at)
        VALUES (@digest, @size, @signature, @problem, @now)
        ON CONFLICT (digest) DO NOTHING
        """;

    private const string InsertFileSql = """
        INSERT INTO manifest_files (manifest, path, size, digest)
        VALUES (@manifest, @path, @size, @digest)
        """;

    /// <summary>Keeps a manifest; one that is there already, with the same bytes, is kept once.</summary>
    public static async Task KeepManifestAsync(this Session session, Manifest manifest, SignatureReading? signature)
    {
        var inserted = await session.ExecuteAsync(
            InsertSql,
            ("@digest", manifest.Digest.Hex),
            ("@size", manifest.Size),
            (
                "@signature",
                signature?.Signature is { } fields ? JsonSerializer.Serialize(fields, DataJson.Default.Signature) : null
            ),
            ("@problem", signature?.Problem),
            ("@now", session.Now.ToUnixTimeMilliseconds())
        );
        if (inserted == 0)
        {
            return;
        }

        foreach (var file in manifest.Files)
        {
            await session.ExecuteAsync(
                InsertFileSql,
                ("@manifest", manifest.Digest.Hex),
                ("@path", file.Path.Value),
                ("@size", file.Size),
                ("@digest", file.Digest.Hex)
            );
        }
    }
}
