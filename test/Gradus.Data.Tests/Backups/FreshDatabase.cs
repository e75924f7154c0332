using Gradus.Testing.Databases;
using Npgsql;

namespace Gradus.Data.Backups;

/// <summary>A PostgreSQL database in which nothing is, on the server of another one.</summary>
internal sealed class FreshDatabase : IAsyncDisposable
{
    private readonly NpgsqlConnectionStringBuilder _address;

    private FreshDatabase(NpgsqlConnectionStringBuilder address) => _address = address;

    public string Address => _address.ToString();

    public static async Task<FreshDatabase> CreateAsync(PostgresTestDatabase server)
    {
        var fresh = new FreshDatabase(
            new NpgsqlConnectionStringBuilder(server.Address) { Database = $"gradus_fresh_{Guid.NewGuid():N}" }
        );
        await fresh.ExecuteAsync($"CREATE DATABASE {fresh._address.Database} TEMPLATE template0 ENCODING 'UTF8'");
        return fresh;
    }

    public async ValueTask DisposeAsync() => await ExecuteAsync($"DROP DATABASE {_address.Database} WITH (FORCE)");

    private async Task ExecuteAsync(string sql)
    {
        var server = new NpgsqlConnectionStringBuilder(Address) { Database = "postgres", Pooling = false };
        await using var connection = new NpgsqlConnection(server.ToString());
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync();
    }
}
