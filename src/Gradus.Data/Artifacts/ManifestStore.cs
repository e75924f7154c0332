using Gradus.Core;
using Gradus.Core.Artifacts;
using Gradus.Core.Errors;
using Gradus.Core.Ledger;
using Gradus.Data.Ledger;

namespace Gradus.Data.Artifacts;

/// <summary>A manifest with what is known of the model it describes.</summary>
public sealed record StoredManifest(Manifest Manifest, SignatureReading Signature);

/// <summary>A version by its name and number.</summary>
public sealed record VersionId(string Model, int Number);

/// <summary>What versions consist of, and the quarantine of those whose bytes have gone bad.</summary>
public sealed class ManifestStore(Database database)
{
    private const string QuarantineSql = """
        UPDATE versions SET status = 'quarantined', status_message = @problem
        WHERE status = 'ready'
          AND manifest IN (SELECT manifest FROM manifest_files WHERE digest = @digest)
        RETURNING model, number
        """;

    private const string ReleaseSql = """
        UPDATE versions SET status = 'ready', status_message = NULL
        WHERE status = 'quarantined' AND manifest = @manifest
        RETURNING model, number
        """;

    private const string QuarantinedSql = """
        SELECT 1 FROM manifest_files f
        JOIN versions v ON v.manifest = f.manifest
        WHERE f.digest = @digest AND v.status = 'quarantined'
        LIMIT 1
        """;

    private const string ForgetSql = """
        DELETE FROM manifests
        WHERE created_at < @before
          AND NOT EXISTS (SELECT 1 FROM versions WHERE versions.manifest = manifests.digest)
          AND NOT EXISTS (SELECT 1 FROM work WHERE work.manifest = manifests.digest)
        """;

    private const string ReferencedSql = """
        SELECT 1 FROM manifest_files WHERE digest = @digest
        UNION ALL
        SELECT 1 FROM artifacts WHERE digest = @digest
        UNION ALL
        SELECT 1 FROM datasets WHERE digest = @digest
        UNION ALL
        SELECT 1 FROM evaluations WHERE output = @digest
        UNION ALL
        SELECT 1 FROM work WHERE dataset = @digest
        UNION ALL
        SELECT 1 FROM promotions WHERE dataset = @digest AND closed_at IS NULL
        LIMIT 1
        """;

    // Each blob once.
    private const string BlobsSql = """
        SELECT f.digest, MAX(f.size) FROM manifest_files f
        WHERE EXISTS (SELECT 1 FROM versions v WHERE v.manifest = f.manifest)
        GROUP BY f.digest
        ORDER BY f.digest
        """;

    /// <summary>Every blob that a version consists of, with its size.</summary>
    public Task<List<(Digest Digest, long Size)>> ListBlobsAsync(CancellationToken cancellationToken) =>
        database.QueryAsync(
            session => session.ListAsync(BlobsSql, row => (Digest.Parse(row.GetString(0)).Value, row.GetInt64(1))),
            cancellationToken
        );

    /// <summary>The manifest of this digest.</summary>
    public Task<Result<StoredManifest>> GetAsync(Digest digest, CancellationToken cancellationToken) =>
        database.ReadAsync<Result<StoredManifest>>(
            async session =>
                await session.FindManifestAsync(digest) is { } found
                    ? found
                    : Error.ArtifactNotFound(digest.ToString()),
            cancellationToken
        );

    /// <summary>Takes every READY version that contains a blob out of use. The answer names them.</summary>
    public async Task<IReadOnlyList<VersionId>> QuarantineAsync(Digest blob, string problem) =>
        (
            await database.WriteAsync<IReadOnlyList<VersionId>>(session =>
            {
                session.Declare(Caller.Itself(""), LedgerAction.BlobQuarantine, Subjects.Blob(blob.Hex));
                return ChangeAsync(session, QuarantineSql, ("@digest", blob.Hex), ("@problem", problem));
            })
        ).Value;

    /// <summary>Puts the versions of a manifest back into use, after every one of its bytes was found right again.</summary>
    public async Task<IReadOnlyList<VersionId>> ReleaseAsync(Digest manifest) =>
        (
            await database.WriteAsync<IReadOnlyList<VersionId>>(session =>
            {
                session.Declare(Caller.Itself(""), LedgerAction.ManifestRelease, Subjects.Manifest(manifest.Hex));
                return ChangeAsync(session, ReleaseSql, ("@manifest", manifest.Hex));
            })
        ).Value;

    /// <summary>Whether a version that contains the blob is quarantined.</summary>
    public Task<bool> IsQuarantinedAsync(Digest blob, CancellationToken cancellationToken) =>
        database.ReadAsync(
            async session => await session.FindNumberAsync(QuarantinedSql, ("@digest", blob.Hex)) is not null,
            cancellationToken
        );

    /// <summary>Forgets manifests that no version has any more, so that their blobs can be swept. Answers how many.</summary>
    /// <param name="olderThan">How old a manifest must be: longer than any registration takes.</param>
    public async Task<int> ForgetUnusedAsync(TimeSpan olderThan) =>
        (
            await database.WriteAsync<int>(async session =>
            {
                session.Declare(Caller.Itself(""), LedgerAction.ManifestForget, "manifests");
                return await session.ExecuteAsync(
                    ForgetSql,
                    ("@before", (session.Now - olderThan).ToUnixTimeMilliseconds())
                );
            })
        ).Value;

    /// <summary>Whether a version, the artifact tree, a data set, evidence or a promotion that measures on it names the blob.</summary>
    public Task<bool> IsReferencedAsync(Digest blob, CancellationToken cancellationToken) =>
        database.ReadAsync(
            async session => await session.FindNumberAsync(ReferencedSql, ("@digest", blob.Hex)) is not null,
            cancellationToken
        );

    private static async Task<Result<IReadOnlyList<VersionId>>> ChangeAsync(
        Session session,
        string sql,
        params (string Name, object? Value)[] parameters
    )
    {
        var changed = await session.ListAsync(sql, row => new VersionId(row.GetString(0), row.GetInt32(1)), parameters);
        changed.ForEach(version => session.Touch(version.Model));
        return changed;
    }
}
