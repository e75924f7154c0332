using System.Data.Common;
using Gradus.Core.Artifacts;
using Gradus.Data.Models;

namespace Gradus.Data.Ledger;

/// <summary>A checkpoint that was signed.</summary>
/// <param name="Size">How many records it covers.</param>
/// <param name="Root">The root over them.</param>
/// <param name="Note">The signed note.</param>
/// <param name="At">When it was signed.</param>
public sealed record StoredCheckpoint(long Size, Digest Root, string Note, DateTimeOffset At);

/// <summary>Every checkpoint that was signed, kept before anyone saw it.</summary>
public sealed class CheckpointStore(Database database)
{
    private const string Columns = "size, root, note, at";

    private const string LastSql = $"""
        SELECT {Columns} FROM checkpoints
        ORDER BY size DESC
        LIMIT 1
        """;

    private const string AtLeastSql = $"""
        SELECT {Columns} FROM checkpoints
        WHERE size >= @size
        ORDER BY size
        LIMIT 1
        """;

    private const string InsertSql = $"""
        INSERT INTO checkpoints ({Columns})
        VALUES (@size, @root, @note, @now)
        ON CONFLICT (size) DO NOTHING
        """;

    /// <summary>The largest; null if none was signed.</summary>
    public Task<StoredCheckpoint?> FindLastAsync(CancellationToken cancellationToken) =>
        database.QueryAsync(session => session.FindAsync(LastSql, Map), cancellationToken);

    /// <summary>The smallest that covers so many records; null if there is none yet.</summary>
    public Task<StoredCheckpoint?> FindCoveringAsync(long size, CancellationToken cancellationToken) =>
        database.QueryAsync(session => session.FindAsync(AtLeastSql, Map, ("@size", size)), cancellationToken);

    /// <summary>Keeps a checkpoint. If another server has signed one of that size, the answer is that one.</summary>
    public async Task<StoredCheckpoint> KeepAsync(long size, Digest root, string note)
    {
        var kept = await database.WriteAsync<StoredCheckpoint>(async session =>
        {
            await session.ExecuteAsync(
                InsertSql,
                ("@size", size),
                ("@root", root.Hex),
                ("@note", note),
                ("@now", session.Now.ToUnixTimeMilliseconds())
            );
            return (await session.FindAsync(AtLeastSql, Map, ("@size", size)))!;
        });
        return kept.Value;
    }

    private static StoredCheckpoint Map(DbDataReader row) =>
        new(row.GetInt64(0), Digest.Parse(row.GetString(1)).Value, row.GetString(2), row.GetTime(3));
}
