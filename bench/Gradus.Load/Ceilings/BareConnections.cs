using System.Data.Common;
using Gradus.Data.Postgres;
using Gradus.Data.Sqlite;
using Microsoft.Data.Sqlite;
using Npgsql;

namespace Gradus.Load.Ceilings;

/// <summary>Connections to empty registries, set to keep what they acknowledge.</summary>
internal static class BareConnections
{
    public static async Task<DbConnection> OpenSqliteAsync(string file)
    {
        await SqliteDatabase.Open(file, TimeProvider.System).DisposeAsync();
        var connection = new SqliteConnection($"Data Source={file};Pooling=false");
        await connection.OpenAsync();
        await using var settings = connection.CreateCommand();
        settings.CommandText = "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON";
        await settings.ExecuteNonQueryAsync();
        return connection;
    }

    public static async Task<DbConnection> OpenPostgresAsync(string address)
    {
        await (await PostgresDatabase.OpenAsync(address, TimeProvider.System)).DisposeAsync();
        var connection = new NpgsqlConnection(address);
        await connection.OpenAsync();
        return connection;
    }
}
