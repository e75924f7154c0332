using System.Data.Common;
using Gradus.Core.Ledger;
using Gradus.Data.Models;

namespace Gradus.Data.Ledger;

/// <summary>Reads and writes the ledger's rows.</summary>
internal static class LedgerRows
{
    public const string InsertSql = """
        INSERT INTO ledger (sequence, at, actor, action, subject, request_id, leaf, record)
        VALUES (@sequence, @at, @actor, @action, @subject, @request_id, @leaf, @record)
        """;

    public const string InsertNodeSql = """
        INSERT INTO ledger_nodes (level, position, hash)
        VALUES (@level, @position, @hash)
        """;

    public const string SaveHeadSql = """
        UPDATE ledger_head SET size = @size, at = @at, leaf = @leaf, edge = @edge
        WHERE slot = 1
        """;

    public const string HeadColumns = "origin, size, at, leaf, edge";

    private const string FindHeadSql = $"""
        SELECT {HeadColumns} FROM ledger_head
        WHERE slot = 1
        """;

    private const string BeginSql = """
        INSERT INTO ledger_head (slot, origin, size, at, leaf, edge)
        VALUES (1, @origin, 0, 0, @leaf, '')
        """;

    /// <summary>Where the ledger ends; null if it has not begun.</summary>
    public static Task<LedgerHead?> FindLedgerHeadAsync(this Session session) =>
        session.FindAsync(FindHeadSql, MapHead);

    /// <summary>Lets the ledger begin, without records yet.</summary>
    public static async Task<LedgerHead> BeginLedgerAsync(this Session session)
    {
        await session.ExecuteAsync(
            BeginSql,
            ("@origin", $"gradus/{Guid.CreateVersion7():N}"),
            ("@leaf", LedgerRecord.NoPrevious)
        );
        return (await session.FindLedgerHeadAsync())!;
    }

    public static async Task KeepLedgerAsync(this Session session, LedgerAppend append)
    {
        foreach (var entry in append.Entries)
        {
            await session.ExecuteAsync(InsertSql, ParametersOf(entry));
        }

        foreach (var node in append.Nodes)
        {
            await session.ExecuteAsync(InsertNodeSql, ParametersOf(node));
        }
    }

    public static Task SaveLedgerHeadAsync(this Session session, LedgerHead head) =>
        session.ExecuteAsync(SaveHeadSql, ParametersOf(head));

    public static (string Name, object? Value)[] ParametersOf(LedgerEntry entry) =>
        [
            ("@sequence", entry.Record.Sequence),
            ("@at", entry.Record.At.ToUnixTimeMilliseconds()),
            ("@actor", entry.Record.Actor),
            ("@action", entry.Record.Action),
            ("@subject", entry.Record.Subject),
            ("@request_id", entry.Record.RequestId),
            ("@leaf", entry.Leaf),
            ("@record", entry.Json),
        ];

    public static (string Name, object? Value)[] ParametersOf(LedgerNode node) =>
        [("@level", node.Place.Level), ("@position", node.Place.Index), ("@hash", Convert.ToHexStringLower(node.Hash))];

    public static (string Name, object? Value)[] ParametersOf(LedgerHead head) =>
        [
            ("@size", head.Edge.Size),
            ("@at", head.At.ToUnixTimeMilliseconds()),
            ("@leaf", head.Leaf),
            ("@edge", head.Edge.ToString()),
        ];

    /// <summary>Reads where the ledger ends.</summary>
    /// <exception cref="LedgerDamagedException">It was changed from outside.</exception>
    public static LedgerHead MapHead(DbDataReader row)
    {
        try
        {
            return new LedgerHead(
                Origin: row.GetString(0),
                Edge: Frontier.Parse(row.GetInt64(1), row.GetString(4)),
                Leaf: row.GetString(3),
                At: row.GetTime(2)
            );
        }
        catch (FormatException e)
        {
            throw new LedgerDamagedException(
                "The ledger's end, the row of ledger_head, was changed from outside. Restore a backup, or put the row right.",
                e
            );
        }
    }
}
