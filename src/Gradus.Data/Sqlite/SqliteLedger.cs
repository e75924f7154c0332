using Gradus.Core.Faults;
using Gradus.Data.Ledger;
using Microsoft.Data.Sqlite;

namespace Gradus.Data.Sqlite;

/// <summary>
/// The ledger's end in the writer's hands: what a write changed is captured by triggers of its connection, and its record is
/// added in the write's own savepoint. Where the ledger ends is written once a group.
/// </summary>
internal sealed class SqliteLedger
{
    private readonly SqliteLink _writer;
    private readonly ChangeSet _changes = new();
    private LedgerHead? _head;
    private LedgerHead? _saved;

    private SqliteLedger(SqliteLink writer) => _writer = writer;

    /// <summary>Sets the triggers on the writer's connection and lets the ledger begin, if it has not.</summary>
    public static SqliteLedger Open(SqliteLink writer, DateTimeOffset now)
    {
        var ledger = new SqliteLedger(writer);
        var session = new SqliteSession(writer, now);
        var tables = Now(session.ListLedgerTablesAsync());
        SqliteCapture.Install(writer, tables, ledger._changes);
        writer.Execute("BEGIN IMMEDIATE");
        Now(session.EnsureLedgerAsync(tables));
        Failpoints.Pass(Failpoint.LedgerBegun);
        writer.Execute("COMMIT");
        return ledger;
    }

    /// <summary>Forgets what the write before has changed.</summary>
    public void BeginWrite() => _changes.Clear();

    /// <summary>Adds the record of what the write has changed.</summary>
    /// <exception cref="DatabaseUnavailableException">The record could not be written.</exception>
    public void Append(SqliteSession session)
    {
        if (_changes.IsEmpty)
        {
            return;
        }

        _head ??= _saved = Now(session.FindLedgerHeadAsync());
        var append = LedgerAppend.Make(_head!, session.Deed, _changes, session.Now);
        Failpoints.Pass(Failpoint.RecordsMade);
        try
        {
            Now(session.KeepLedgerAsync(append));
        }
        catch (SqliteException e) when (SqliteWrite.IsOfTheStatement(e))
        {
            throw new DatabaseUnavailableException($"The ledger could not be written: {e.Message}", e);
        }

        Failpoints.Pass(Failpoint.RecordsWritten);
        _head = append.Head;
    }

    /// <summary>Writes where the ledger ends; the last statement of a group.</summary>
    public void Save(DateTimeOffset now)
    {
        if (!ReferenceEquals(_head, _saved))
        {
            Now(new SqliteSession(_writer, now).SaveLedgerHeadAsync(_head!));
            _saved = _head;
        }
    }

    /// <summary>After a group was lost: where the ledger ends is read again.</summary>
    public void Forget() => _head = _saved = null;

    // SQLite's calls complete synchronously.
    private static T Now<T>(Task<T> task) => task.GetAwaiter().GetResult();

    private static void Now(Task task) => task.GetAwaiter().GetResult();
}
