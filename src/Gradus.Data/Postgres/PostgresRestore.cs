using Gradus.Data.Backups;
using Gradus.Data.Ledger;
using Npgsql;

namespace Gradus.Data.Postgres;

/// <summary>An empty PostgreSQL database that a registry is restored into, by COPY.</summary>
public sealed class PostgresRestore : RestoreTarget
{
    private readonly NpgsqlDataSource _source;
    private readonly NpgsqlConnection _connection;
    private readonly NpgsqlTransaction _transaction;
    private LedgerTable? _table;
    private NpgsqlBinaryImporter? _importer;

    private PostgresRestore(
        NpgsqlDataSource source,
        NpgsqlConnection connection,
        NpgsqlTransaction transaction,
        DateTimeOffset now
    )
    {
        _source = source;
        _connection = connection;
        _transaction = transaction;
        Session = new PostgresSession(connection, now);
    }

    /// <inheritdoc/>
    internal override Session Session { get; }

    /// <summary>Connects, makes the schema and sees that there is no registry yet.</summary>
    /// <param name="connectionString">Npgsql's keywords.</param>
    /// <param name="time">The clock.</param>
    /// <exception cref="DatabaseUnavailableException">It cannot be reached, or would lose acknowledged writes.</exception>
    /// <exception cref="BackupException">It holds a registry already.</exception>
    public static async Task<PostgresRestore> OpenAsync(string connectionString, TimeProvider time)
    {
        var source = NpgsqlDataSource.Create(
            new NpgsqlConnectionStringBuilder(connectionString)
            {
                ApplicationName = "Gradus restore",
                CommandTimeout = 0,
            }
        );
        try
        {
            await PostgresDatabase.AssertDurableAsync(source);
            Schema.Upgrade(source, _ => { });
            var connection = await source.OpenConnectionAsync();
            var transaction = await connection.BeginTransactionAsync();
            var restore = new PostgresRestore(source, connection, transaction, time.GetUtcNow());
            await restore.Session.ExecuteAsync("LOCK TABLE ledger_head IN ACCESS EXCLUSIVE MODE");
            await restore.AssertEmptyAsync();
            return restore;
        }
        catch (NpgsqlException e)
        {
            await source.DisposeAsync();
            throw new DatabaseUnavailableException($"PostgreSQL cannot be used: {PostgresDatabase.Why(e)}", e);
        }
        catch
        {
            await source.DisposeAsync();
            throw;
        }
    }

    /// <inheritdoc/>
    public override Task CommitAsync() => _transaction.CommitAsync();

    /// <inheritdoc/>
    public override async ValueTask DisposeAsync()
    {
        if (_importer is not null)
        {
            await _importer.DisposeAsync();
        }

        await _transaction.DisposeAsync();
        await _connection.DisposeAsync();
        await _source.DisposeAsync();
    }

    /// <inheritdoc/>
    internal override async Task BeginTableAsync(LedgerTable table)
    {
        _table = table;
        var columns = string.Join(", ", table.Columns.Select(column => column.Name));
        _importer = await _connection.BeginBinaryImportAsync(
            $"COPY {table.Name} ({columns}) FROM STDIN (FORMAT BINARY)"
        );
        _importer.Timeout = Timeout.InfiniteTimeSpan;
    }

    /// <inheritdoc/>
    internal override async Task AddAsync(IReadOnlyList<object?> values)
    {
        await _importer!.StartRowAsync();
        foreach (var value in Fit(_table!, values))
        {
            await (value is null ? _importer.WriteNullAsync() : _importer.WriteAsync(value));
        }
    }

    /// <inheritdoc/>
    internal override async Task EndTableAsync(long? lastIdentity)
    {
        await _importer!.CompleteAsync();
        await _importer.DisposeAsync();
        _importer = null;
        if (lastIdentity is > 0)
        {
            await Session.FindNumberAsync(
                "SELECT setval(pg_get_serial_sequence(@table, 'id'), @last)",
                ("@table", _table!.Name),
                ("@last", lastIdentity)
            );
        }
    }
}
