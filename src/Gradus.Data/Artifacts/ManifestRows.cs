using System.Data.Common;
using System.Text.Json;
using Gradus.Core.Artifacts;
using Gradus.Core.Errors;
using Gradus.Core.Signing;
using Gradus.Data.Models;

namespace Gradus.Data.Artifacts;

/// <summary>Writes manifests, inside the transactions of the stores that need them.</summary>
internal static class ManifestRows
{
    private const string InsertSql = """
        INSERT INTO manifests (digest, size, signature, signature_problem, signature_files, created_at)
        VALUES (@digest, @size, @signature, @problem, @files, @now)
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

    private const string QuarantinedSql = """
        SELECT v.status_message FROM manifest_files own
        JOIN manifest_files f ON f.digest = own.digest
        JOIN versions v ON v.manifest = f.manifest
        WHERE own.manifest = @manifest AND v.status = 'quarantined'
        LIMIT 1
        """;

    /// <summary>Why a manifest's bytes are not to be used, because a version that shares them is quarantined; else null.</summary>
    public static async Task<Error?> FindQuarantineAsync(this Session session, Digest manifest) =>
        await session.FindAsync(QuarantinedSql, row => row.GetString(0), ("@manifest", manifest.Hex)) is { } why
            ? new Error(
                ErrorCode.Corrupt,
                $"These bytes are quarantined: {why} Upload them again, then verify the version that has them.",
                manifest.Hex
            )
            : null;

    /// <summary>What reading the signature of this manifest's model gave, or null if there is no such manifest.</summary>
    public static Task<SignatureReading?> FindSignatureAsync(this Session session, Digest digest) =>
        session.FindAsync(FindSql, row => MapSignature(row, 0), ("@digest", digest.Hex));

    /// <summary>The manifest of this digest, or null.</summary>
    public static async Task<StoredManifest?> FindManifestAsync(this Session session, Digest digest)
    {
        if (await session.FindSignatureAsync(digest) is not { } signature)
        {
            return null;
        }

        var files = await session.ListAsync(FilesSql, MapFile, ("@digest", digest.Hex));
        return new StoredManifest(Manifest.Create(files).Value, signature);
    }

    /// <summary>The digest of the files that are kept for a manifest; null if they are none of a manifest.</summary>
    public static async Task<Digest?> FindManifestDigestAsync(this Session session, Digest digest) =>
        Manifest
            .Create(await session.ListAsync(FilesSql, MapFile, ("@digest", digest.Hex)))
            .Try(out var manifest, out _)
            ? manifest.Digest
            : null;

    public static ManifestFile MapFile(DbDataReader row) =>
        new(
            Path: ArtifactPath.Parse(row.GetString(0)).Value,
            Size: row.GetInt64(1),
            Digest: Digest.Parse(row.GetString(2)).Value
        );

    /// <summary>Keeps a manifest; one that is there already, with the same bytes, is kept once.</summary>
    public static async Task KeepManifestAsync(
        this Session session,
        Manifest manifest,
        SignatureReading? signature,
        IReadOnlyList<SignatureFile> signatureFiles
    )
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
            (
                "@files",
                signatureFiles.Count > 0
                    ? JsonSerializer.Serialize(signatureFiles, DataJson.Default.IReadOnlyListSignatureFile)
                    : null
            ),
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

    /// <summary>The column signature_files, at this place.</summary>
    public static IReadOnlyList<SignatureFile> MapSignatureFiles(DbDataReader row, int at) =>
        row.GetText(at) is { } json
            ? JsonSerializer.Deserialize(json, DataJson.Default.IReadOnlyListSignatureFile)!
            : [];

    /// <summary>The columns signature and signature_problem, of which the first is at this place.</summary>
    public static SignatureReading MapSignature(DbDataReader row, int first) =>
        new(
            row.GetText(first) is { } json ? JsonSerializer.Deserialize(json, DataJson.Default.Signature) : null,
            row.GetText(first + 1)
        );
}
