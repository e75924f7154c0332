using System.Data.Common;
using System.Text.Json;
using Gradus.Core.Artifacts;
using Gradus.Data.Models;

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

    private const string FindSql = """
        SELECT signature, signature_problem FROM manifests
        WHERE digest = @digest
        """;

    private const string FilesSql = """
        SELECT path, size, digest FROM manifest_files
        WHERE manifest = @digest
        ORDER BY path
        """;

    /// <summary>The manifest of this digest, or null.</summary>
    public static async Task<StoredManifest?> FindManifestAsync(this Session session, Digest digest)
    {
        var signature = await session.FindAsync(FindSql, MapSignature, ("@digest", digest.Hex));
        if (signature is null)
        {
            return null;
        }

        var files = await session.ListAsync(FilesSql, MapFile, ("@digest", digest.Hex));
        return new StoredManifest(Manifest.Create(files).Value, signature);
    }

    public static ManifestFile MapFile(DbDataReader row) =>
        new(
            Path: ArtifactPath.Parse(row.GetString(0)).Value,
            Size: row.GetInt64(1),
            Digest: Digest.Parse(row.GetString(2)).Value
        );

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

    private static SignatureReading MapSignature(DbDataReader row) =>
        new(
            row.GetText(0) is { } json ? JsonSerializer.Deserialize(json, DataJson.Default.Signature) : null,
            row.GetText(1)
        );
}
