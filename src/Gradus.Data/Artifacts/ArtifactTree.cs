using Gradus.Core;
using Gradus.Core.Artifacts;
using Gradus.Core.Errors;
using Gradus.Core.Ledger;
using Gradus.Data.Ledger;

namespace Gradus.Data.Artifacts;

/// <summary>An entry of a folder of the artifact tree.</summary>
/// <param name="Name">Its name inside the folder.</param>
/// <param name="IsFolder">Whether it is a folder.</param>
/// <param name="Size">Bytes; 0 for a folder.</param>
public sealed record ArtifactEntry(string Name, bool IsFolder, long Size);

/// <summary>
/// The artifact tree that MLflow's clients write to: paths that name blobs. Folders exist by their files. A folder from
/// which a version was registered is sealed: nothing in it changes any more.
/// </summary>
public sealed class ArtifactTree(Database database)
{
    private const string PutSql = """
        INSERT INTO artifacts (path, size, digest, updated_at)
        VALUES (@path, @size, @digest, @now)
        ON CONFLICT (path) DO UPDATE SET size = excluded.size, digest = excluded.digest, updated_at = excluded.updated_at
        """;

    private const string FindSql = """
        SELECT path, size, digest FROM artifacts
        WHERE path = @path
        """;

    // '0' is the character after '/': the range holds exactly what begins with "folder/".
    private const string BelowSql = """
        SELECT path, size, digest FROM artifacts
        WHERE path > @first AND path < @last
        ORDER BY path
        """;

    private const string DeleteSql = """
        DELETE FROM artifacts
        WHERE path = @path OR (path > @first AND path < @last)
        """;

    private const string SealedAtSql = """
        SELECT model, number FROM versions
        WHERE artifact_folder = @folder
        LIMIT 1
        """;

    private const string SealedBelowSql = """
        SELECT model, number FROM versions
        WHERE artifact_folder > @first AND artifact_folder < @last
        LIMIT 1
        """;

    // Who writes to the tree, and who seals a folder of it, take turns. SQLite's writers do anyway.
    private const string LockSql = """
        SELECT id FROM artifact_store
        FOR UPDATE
        """;

    /// <summary>Lets a path name a blob, whatever it named before.</summary>
    public Task<Result<Done>> PutAsync(ArtifactPath path, long size, Digest digest, Caller caller) =>
        database.WriteAsync<Done>(async session =>
        {
            session.Declare(caller, LedgerAction.ArtifactPut, Subjects.Artifact(path.Value));
            await LockAsync(session);
            if (await FindSealAsync(session, path) is { } isSealed)
            {
                return isSealed;
            }

            if (await FindObstacleAsync(session, path) is { } obstacle)
            {
                return obstacle;
            }

            await session.ExecuteAsync(
                PutSql,
                ("@path", path.Value),
                ("@size", size),
                ("@digest", digest.Hex),
                ("@now", session.Now.ToUnixTimeMilliseconds())
            );
            return default(Done);
        });

    /// <summary>The file at a path.</summary>
    public Task<Result<ManifestFile>> GetAsync(ArtifactPath path, CancellationToken cancellationToken) =>
        database.ReadAsync<Result<ManifestFile>>(
            async session =>
                await session.FindAsync(FindSql, ManifestRows.MapFile, ("@path", path.Value)) is { } file
                    ? file
                    : Error.ArtifactNotFound(path.Value),
            cancellationToken
        );

    /// <summary>What stands directly in a folder, by name; null means the root. An unknown folder is empty.</summary>
    public async Task<IReadOnlyList<ArtifactEntry>> ListAsync(ArtifactPath? folder, CancellationToken cancellationToken)
    {
        var below = await database.ReadAsync(session => ListBelowAsync(session, folder?.Value), cancellationToken);
        var prefix = folder is { } path ? path.Value.Length + 1 : 0;
        return
        [
            .. below
                .Select(file => (Inside: file.Path.Value[prefix..], file.Size))
                .GroupBy(
                    file => file.Inside.Split('/', 2)[0],
                    (name, files) =>
                        files.First() is var (inside, size) && inside == name
                            ? new ArtifactEntry(name, IsFolder: false, size)
                            : new ArtifactEntry(name, IsFolder: true, 0),
                    StringComparer.Ordinal
                ),
        ];
    }

    /// <summary>Every file below a folder, with paths inside it: what a version registered from there consists of.</summary>
    public Task<IReadOnlyList<ManifestFile>> FilesBelowAsync(
        ArtifactPath folder,
        CancellationToken cancellationToken
    ) => database.ReadAsync(session => FilesBelowAsync(session, folder.Value), cancellationToken);

    /// <summary>Removes a file, or a folder with all in it; what is not there counts as removed. The blobs stay.</summary>
    public Task<Result<Done>> DeleteAsync(ArtifactPath path, Caller caller) =>
        database.WriteAsync<Done>(async session =>
        {
            session.Declare(caller, LedgerAction.ArtifactDelete, Subjects.Artifact(path.Value));
            await LockAsync(session);
            if (await FindSealAsync(session, path) is { } isSealed)
            {
                return isSealed;
            }

            var (first, last) = Below(path.Value);
            var inside = await session.FindAsync(SealedBelowSql, MapVersion, ("@first", first), ("@last", last));
            if (inside is not null)
            {
                return Sealed(path.Value, inside);
            }

            await session.ExecuteAsync(DeleteSql, ("@path", path.Value), ("@first", first), ("@last", last));
            return default(Done);
        });

    /// <summary>Until the transaction ends nobody else writes to the tree or seals a folder of it.</summary>
    internal static Task LockAsync(Session session) => session.ListAsync(LockSql, row => row.GetString(0));

    internal static async Task<IReadOnlyList<ManifestFile>> FilesBelowAsync(Session session, string folder)
    {
        var files = await ListBelowAsync(session, folder);
        return files.ConvertAll(file =>
            file with
            {
                Path = ArtifactPath.Parse(file.Path.Value[(folder.Length + 1)..]).Value,
            }
        );
    }

    private static Task<List<ManifestFile>> ListBelowAsync(Session session, string? folder)
    {
        var (first, last) = folder is null ? ("", "\U0010FFFF") : Below(folder);
        return session.ListAsync(BelowSql, ManifestRows.MapFile, ("@first", first), ("@last", last));
    }

    private static (string First, string Last) Below(string folder) => (folder + "/", folder + "0");

    private static async Task<Error?> FindSealAsync(Session session, ArtifactPath path)
    {
        foreach (var folder in path.SelfAndAncestors())
        {
            if (await session.FindAsync(SealedAtSql, MapVersion, ("@folder", folder)) is { } version)
            {
                return Sealed(path.Value, version);
            }
        }

        return null;
    }

    // A path is a file or a folder, never both.
    private static async Task<Error?> FindObstacleAsync(Session session, ArtifactPath path)
    {
        foreach (var folder in path.SelfAndAncestors().SkipLast(1))
        {
            if (await session.FindAsync(FindSql, ManifestRows.MapFile, ("@path", folder)) is not null)
            {
                return Error.Conflict($"'{path}' cannot be written: '{folder}' is a file.", path.Value);
            }
        }

        var below = await ListBelowAsync(session, path.Value);
        return below.Count > 0 ? Error.Conflict($"'{path}' cannot be written: it is a folder.", path.Value) : null;
    }

    private static Error Sealed(string path, string version) =>
        Error.Conflict($"'{path}' cannot be changed: {version} was registered from it and is immutable.", path);

    private static string MapVersion(System.Data.Common.DbDataReader row) =>
        $"version {row.GetInt32(1)} of '{row.GetString(0)}'";
}
