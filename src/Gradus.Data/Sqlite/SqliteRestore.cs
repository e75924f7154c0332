using Gradus.Data.Backups;
using Gradus.Data.Ledger;
using Microsoft.Data.Sqlite;

namespace Gradus.Data.Sqlite;

/// <summary>A new SQLite file that a registry is restored into. It is not the registry's own file until it is given that name.</summary>
public sealed class SqliteRestore : RestoreTarget
{
    private readonly SqliteLink _link;
    private LedgerTable? _table;
    private string _insert = "";
    private string[] _parameters = [];

    private SqliteRestore(SqliteLink link, DateTimeOffset now)
    {
        _link = link;
        Session = new SqliteSession(link, now);
    }

    /// <inheritdoc/>
    internal override Session Session { get; }

    /// <summary>Makes the file, which must not be there, and its schema.</summary>
    public static SqliteRestore Create(string file, TimeProvider time)
    {
        Schema.Upgrade(new SqliteConnectionStringBuilder { DataSource = file, Pooling = false });
        var link = SqliteLink.Open(file, readOnly: false);
        link.Execute("BEGIN IMMEDIATE");
        return new SqliteRestore(link, time.GetUtcNow());
    }

    /// <inheritdoc/>
    public override Task CommitAsync()
    {
        _link.Execute("COMMIT");
        _link.Execute("PRAGMA wal_checkpoint(TRUNCATE)");
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public override ValueTask DisposeAsync()
    {
        _link.Dispose();
        return ValueTask.CompletedTask;
    }

    /// <inheritdoc/>
    internal override Task BeginTableAsync(LedgerTable table)
    {
        _table = table;
        _parameters = [.. table.Columns.Select(column => $"@{column.Name}")];
        _insert = $"""
            INSERT INTO {table.Name} ({string.Join(", ", table.Columns.Select(column => column.Name))})
            VALUES ({string.Join(", ", _parameters)})
            """;
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    internal override Task AddAsync(IReadOnlyList<object?> values) =>
        Session.ExecuteAsync(_insert, [.. Fit(_table!, values).Select((value, i) => (_parameters[i], value))]);

    /// <inheritdoc/>
    internal override async Task EndTableAsync(long? lastIdentity)
    {
        if (lastIdentity is { } last)
        {
            await Session.ExecuteAsync("DELETE FROM sqlite_sequence WHERE name = @name", ("@name", _table!.Name));
            await Session.ExecuteAsync(
                "INSERT INTO sqlite_sequence (name, seq) VALUES (@name, @last)",
                ("@name", _table.Name),
                ("@last", last)
            );
        }
    }
}
