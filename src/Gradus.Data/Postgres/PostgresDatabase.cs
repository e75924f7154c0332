using System.Net.Sockets;
using Gradus.Core.Errors;
using Gradus.Core.Faults;
using Gradus.Data.Requests;
using Npgsql;

namespace Gradus.Data.Postgres;

/// <summary>
/// The registry in PostgreSQL, which several servers may share. READ COMMITTED with row locks taken in one order (the
/// model's row first); transactions that PostgreSQL gives up on are run again.
/// </summary>
public sealed class PostgresDatabase : Database
{
    private const int MaxAttempts = 8;

    // PostgreSQL lets in 100 by default: two servers share it and leave room for its administrator.
    private const int DefaultPoolSize = 40;
    private const string ApplicationName = "Gradus";

    private const string ServersSql = $"""
        SELECT COUNT(*) FROM pg_stat_activity
        WHERE datname = current_database() AND application_name = '{ApplicationName}'
        """;

    private const string PoolSizeKeyword = "Maximum Pool Size";

    private readonly NpgsqlDataSource _source;
    private readonly TimeProvider _time;
    private readonly PostgresLedger _ledger;

    // Writers that queue for one model's row leave connections for those who only read.
    private readonly SemaphoreSlim _writers;

    private PostgresDatabase(NpgsqlDataSource source, int poolSize, TimeProvider time)
    {
        _source = source;
        _ledger = new PostgresLedger(new PostgresFlush(source));
        _writers = new SemaphoreSlim(Math.Max(1, poolSize * 3 / 5));
        _time = time;
    }

    /// <inheritdoc/>
    public override bool IsExclusive => false;

    /// <inheritdoc/>
    public override string Description
    {
        get
        {
            var address = new NpgsqlConnectionStringBuilder(_source.ConnectionString);
            return $"PostgreSQL at {address.Host}:{address.Port}, database {address.Database}";
        }
    }

    /// <summary>Connects, checks that the server is set to keep what it acknowledges, and brings the schema up to date.</summary>
    /// <param name="connectionString">Npgsql's keywords.</param>
    /// <param name="time">The clock of transactions.</param>
    /// <exception cref="DatabaseUnavailableException">It cannot be reached, or would lose acknowledged writes.</exception>
    public static async Task<PostgresDatabase> OpenAsync(string connectionString, TimeProvider time)
    {
        var settings = new NpgsqlConnectionStringBuilder(connectionString)
        {
            ApplicationName = ApplicationName,
            MaxAutoPrepare = 200,
            AutoPrepareMinUsages = 2,
            // Nothing here changes a connection's settings: resetting them each time would cost more than many a statement.
            NoResetOnClose = true,
        };
        if (!settings.ShouldSerialize(PoolSizeKeyword))
        {
            settings.MaxPoolSize = DefaultPoolSize;
        }

        settings.Options =
            $"{settings.Options} -c statement_timeout=60s -c lock_timeout=20s -c idle_in_transaction_session_timeout=60s".Trim();
        var database = new PostgresDatabase(NpgsqlDataSource.Create(settings), settings.MaxPoolSize, time);
        try
        {
            await AssertDurableAsync(database._source);
            database.Migrate();
            return database;
        }
        catch (Exception e)
        {
            await database.DisposeAsync();
            if (e is NpgsqlException n)
            {
                throw new DatabaseUnavailableException($"PostgreSQL cannot be used: {Why(n)}", e);
            }

            throw;
        }
    }

    /// <summary>Makes sure that no server is connected to a database that is about to be left.</summary>
    /// <exception cref="DatabaseUnavailableException">One is, or the database cannot be reached.</exception>
    public static async Task AssertNobodyServesAsync(string connectionString)
    {
        try
        {
            await using var source = NpgsqlDataSource.Create(connectionString);
            await using var command = source.CreateCommand(ServersSql);
            if (await command.ExecuteScalarAsync() is > 0L)
            {
                throw new DatabaseUnavailableException("A Gradus server is connected to this database; stop it first.");
            }
        }
        catch (NpgsqlException e)
        {
            throw new DatabaseUnavailableException($"PostgreSQL cannot be used: {Why(e)}", e);
        }
    }

    /// <inheritdoc/>
    public override void Migrate() =>
        Schema.Upgrade(
            _source,
            connection =>
                _ledger.InstallAsync(new PostgresSession(connection, _time.GetUtcNow())).GetAwaiter().GetResult()
        );

    /// <inheritdoc/>
    public override Task<T> ReadAsync<T>(Func<Session, Task<T>> read, CancellationToken cancellationToken) =>
        UseAsync(
            async connection =>
            {
                await using var transaction = await connection.BeginTransactionAsync(
                    System.Data.IsolationLevel.RepeatableRead,
                    cancellationToken
                );
                var result = await read(new PostgresSession(connection, _time.GetUtcNow()));
                await transaction.CommitAsync(cancellationToken);
                return result;
            },
            cancellationToken
        );

    /// <inheritdoc/>
    public override Task<T> QueryAsync<T>(Func<Session, Task<T>> read, CancellationToken cancellationToken) =>
        UseAsync(connection => read(new PostgresSession(connection, _time.GetUtcNow())), cancellationToken);

    /// <inheritdoc/>
    public override async Task<Result<T>> WriteAsync<T>(Func<Session, Task<Result<T>>> write)
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                return await WriteOnceAsync(write);
            }
            catch (PostgresException e) when (attempt < AttemptsAfter(e))
            {
                await Task.Delay(TimeSpan.FromMilliseconds(Random.Shared.Next(2, 10 << attempt)), _time);
            }
            catch (NpgsqlException e) when (e is not PostgresException { SqlState: PostgresErrorCodes.UniqueViolation })
            {
                throw new DatabaseUnavailableException($"PostgreSQL could not write: {Why(e)}", e);
            }
        }
    }

    /// <inheritdoc/>
    public override ValueTask DisposeAsync()
    {
        _writers.Dispose();
        _ledger.Dispose();
        return _source.DisposeAsync();
    }

    private async Task<T> UseAsync<T>(Func<NpgsqlConnection, Task<T>> use, CancellationToken cancellationToken)
    {
        try
        {
            await using var connection = await _source.OpenConnectionAsync(cancellationToken);
            return await use(connection);
        }
        catch (NpgsqlException e)
        {
            throw new DatabaseUnavailableException($"PostgreSQL could not read: {Why(e)}", e);
        }
    }

    private async Task<Result<T>> WriteOnceAsync<T>(Func<Session, Task<Result<T>>> write)
    {
        await _writers.WaitAsync();
        try
        {
            return await TransactAsync(write);
        }
        finally
        {
            _writers.Release();
        }
    }

    private async Task<Result<T>> TransactAsync<T>(Func<Session, Task<Result<T>>> write)
    {
        await using var connection = await _source.OpenConnectionAsync();
        await using var transaction = await connection.BeginTransactionAsync();
        Failpoints.Pass(Failpoint.WriteBegun);
        var session = new PostgresSession(connection, _time.GetUtcNow());
        var result = await session.KeepKeyAsync(await write(session));
        if (result.IsOk)
        {
            await _ledger.CommitAsync(connection, transaction, session);
            Failpoints.Pass(Failpoint.Committed);
            OnCommitted(session.TouchedModels);
        }

        return result;
    }

    // Who was given up on may succeed the next time; who met a key that came or went since it looked will see it then.
    private static int AttemptsAfter(PostgresException e) =>
        e.SqlState switch
        {
            PostgresErrorCodes.SerializationFailure or PostgresErrorCodes.DeadlockDetected => MaxAttempts,
            PostgresErrorCodes.UniqueViolation or PostgresErrorCodes.ForeignKeyViolation => 3,
            _ => 1,
        };

    // The driver's own words about a broken connection say nothing; its cause's do.
    internal static string Why(NpgsqlException e) =>
        e.InnerException is IOException or SocketException ? e.InnerException.Message : e.Message;

    /// <summary>Makes sure that PostgreSQL keeps what it acknowledges.</summary>
    /// <exception cref="DatabaseUnavailableException">It is set to lose it.</exception>
    internal static async Task AssertDurableAsync(NpgsqlDataSource source)
    {
        foreach (var setting in new[] { "fsync", "full_page_writes", "synchronous_commit" })
        {
            await using var command = source.CreateCommand($"SHOW {setting}");
            if ((string?)await command.ExecuteScalarAsync() is "off")
            {
                throw new DatabaseUnavailableException(
                    $"PostgreSQL runs with {setting} = off and would lose acknowledged writes; set it to on."
                );
            }
        }
    }
}
