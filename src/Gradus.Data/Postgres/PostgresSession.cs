using System.Data.Common;
using Npgsql;

namespace Gradus.Data.Postgres;

/// <summary>A transaction on a pooled PostgreSQL connection; statements are prepared by the driver as they recur.</summary>
internal sealed class PostgresSession(NpgsqlConnection connection, DateTimeOffset now) : Session(now)
{
    internal override bool IsPostgres => true;

    private protected override DbCommand Rent(string sql, (string Name, object? Value)[] parameters)
    {
        var command = new NpgsqlCommand(sql, connection);
        foreach (var (name, value) in parameters)
        {
            // Every number of the schema is a BIGINT: one type keeps one prepared statement per text.
            command.Parameters.AddWithValue(name, value is int number ? (long)number : value ?? DBNull.Value);
        }

        return command;
    }

    private protected override void Return(DbCommand command) => command.Dispose();
}
