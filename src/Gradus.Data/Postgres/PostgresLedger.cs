using Gradus.Core.Faults;
using Gradus.Data.Ledger;
using Npgsql;

namespace Gradus.Data.Postgres;

/// <summary>
/// Ends transactions: what they changed is read together with the ledger's end, whose row is locked last, and the records go
/// in with the commit in one message. This server's transactions take turns before they take the lock, since waiting here is
/// cheaper than there. Where others wait, the commit does not wait for the disk with the lock in its hands: it is flushed
/// together with theirs, before anyone is told.
/// </summary>
internal sealed class PostgresLedger(PostgresFlush flush) : IDisposable
{
    private const string LockHeadSql = $"""
        SELECT {LedgerRows.HeadColumns}, {PostgresCapture.NotesSql} FROM ledger_head
        WHERE slot = 1 AND {PostgresCapture.AnySql}
        FOR UPDATE
        """;

    private const string AnySql = $"SELECT 1 WHERE {PostgresCapture.AnySql}";

    private readonly SemaphoreSlim _turn = new(1);
    private int _waiting;
    private IReadOnlyDictionary<string, LedgerTable> _tables = new Dictionary<string, LedgerTable>();

    /// <summary>Sets the triggers and lets the ledger begin, if it has not; in the transaction in which the schema was looked after.</summary>
    public async Task InstallAsync(Session session)
    {
        var tables = await session.ListLedgerTablesAsync();
        await PostgresCapture.InstallAsync(session, tables);
        await session.EnsureLedgerAsync(tables);
        _tables = tables.ToDictionary(table => table.Name, StringComparer.Ordinal);
    }

    /// <summary>Adds the records of what the transaction has changed and commits both.</summary>
    /// <exception cref="DatabaseUnavailableException">The records could not be written; nothing is changed.</exception>
    /// <exception cref="InvalidOperationException">The write did not say what it does.</exception>
    public async Task CommitAsync(NpgsqlConnection connection, NpgsqlTransaction transaction, PostgresSession session)
    {
        if (session.Deed is null && await session.FindNumberAsync(AnySql) is null)
        {
            await transaction.CommitAsync();
            return;
        }

        var isFlushed = true;
        Interlocked.Increment(ref _waiting);
        await _turn.WaitAsync();
        try
        {
            if (await FindAppendAsync(session) is { } append)
            {
                isFlushed = Volatile.Read(ref _waiting) == 1;
                await CommitAsync(connection, append, isFlushed);
            }
            else
            {
                await transaction.CommitAsync();
            }
        }
        catch (PostgresException e) when (IsOfTheLedger(e))
        {
            throw new DatabaseUnavailableException($"The ledger could not be written: {e.MessageText}", e);
        }
        finally
        {
            Interlocked.Decrement(ref _waiting);
            _turn.Release();
        }

        if (!isFlushed)
        {
            Failpoints.Pass(Failpoint.CommitUnflushed);
            await flush.FlushAsync();
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _turn.Dispose();

    private async Task<LedgerAppend?> FindAppendAsync(PostgresSession session)
    {
        var changes = new ChangeSet();
        LedgerHead? head = null;
        await session.ForEachAsync(
            LockHeadSql,
            row =>
            {
                head = LedgerRows.MapHead(row);
                PostgresCapture.Read(row.GetString(5), _tables, changes);
            }
        );
        var append = head is null ? null : LedgerAppend.Make(head, session.Deed, changes, session.Now);
        Failpoints.Pass(Failpoint.RecordsMade);
        return append is { Entries.Count: > 0 } ? append : null;
    }

    private static async Task CommitAsync(NpgsqlConnection connection, LedgerAppend append, bool isFlushed)
    {
        await using var batch = new NpgsqlBatch(connection);
        foreach (var entry in append.Entries)
        {
            Add(batch, LedgerRows.InsertSql, LedgerRows.ParametersOf(entry));
        }

        foreach (var node in append.Nodes)
        {
            Add(batch, LedgerRows.InsertNodeSql, LedgerRows.ParametersOf(node));
        }

        Add(batch, LedgerRows.SaveHeadSql, LedgerRows.ParametersOf(append.Head));
        if (!isFlushed)
        {
            Add(batch, "SET LOCAL synchronous_commit = off", []);
        }

        Add(batch, "COMMIT", []);
        Failpoints.Pass(Failpoint.CommitBegun);
        await batch.ExecuteNonQueryAsync();
    }

    private static void Add(NpgsqlBatch batch, string sql, (string Name, object? Value)[] parameters)
    {
        var command = new NpgsqlBatchCommand(sql);
        foreach (var (name, value) in parameters)
        {
            command.Parameters.AddWithValue(name, value is int number ? (long)number : value!);
        }

        batch.BatchCommands.Add(command);
    }

    // Whoever was given up on is run again.
    private static bool IsOfTheLedger(PostgresException e) =>
        e.SqlState is not (PostgresErrorCodes.SerializationFailure or PostgresErrorCodes.DeadlockDetected);
}
