using Npgsql;

namespace Gradus.Data.Postgres;

/// <summary>
/// Makes durable what was committed without waiting for the disk: one flush for all that came until it began. PostgreSQL
/// writes its log in order, so a transaction that is flushed takes along every one before it.
/// </summary>
internal sealed class PostgresFlush(NpgsqlDataSource source)
{
    // Writes a message into the log that nobody reads; its commit waits as the server is set to, for replicas too.
    private const string FlushSql = "SELECT pg_logical_emit_message(true, 'gradus', '')";

    private readonly Lock _lock = new();
    private Task _running = Task.CompletedTask;
    private Task? _next;

    /// <summary>Returns when what has been committed by now is durable.</summary>
    /// <exception cref="NpgsqlException">It is not known whether it is.</exception>
    public Task FlushAsync()
    {
        lock (_lock)
        {
            return _next ??= RunAfterAsync(_running);
        }
    }

    private async Task RunAfterAsync(Task before)
    {
        // Whoever waited for that one is told by it.
        await before.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ForceYielding);
        lock (_lock)
        {
            _running = _next!;
            _next = null;
        }

        await using var command = source.CreateCommand(FlushSql);
        await command.ExecuteNonQueryAsync();
    }
}
