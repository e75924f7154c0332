using Npgsql;

namespace Gradus.Server.Tests.Hosting;

/// <summary>
/// An empty database on the PostgreSQL that GRADUS_TEST_POSTGRES names (Npgsql's keywords, as a user who may create
/// databases). Where there is none the test is skipped; in CI it fails.
/// </summary>
internal sealed class PostgresDatabaseOfTest : IAsyncDisposable
{
    private readonly NpgsqlConnectionStringBuilder _server;
    private readonly string _name;

    private PostgresDatabaseOfTest(NpgsqlConnectionStringBuilder server, string name) =>
        (_server, _name) = (server, name);

    public string Host => _server.Host!;

    public int Port => _server.Port;

    public static async Task<PostgresDatabaseOfTest> CreateAsync()
    {
        var address = Environment.GetEnvironmentVariable("GRADUS_TEST_POSTGRES");
        Assert.SkipWhen(
            address is null && Environment.GetEnvironmentVariable("CI") != "true",
            "GRADUS_TEST_POSTGRES names no PostgreSQL."
        );
        address.ShouldNotBeNull("in CI GRADUS_TEST_POSTGRES must name a PostgreSQL");
        var database = new PostgresDatabaseOfTest(
            new NpgsqlConnectionStringBuilder(address),
            $"gradus_test_{Guid.NewGuid():N}"
        );
        await database.ExecuteAsync($"CREATE DATABASE {database._name}");
        return database;
    }

    /// <summary>The database's address by way of another port of this machine.</summary>
    public string Through(int port) =>
        new NpgsqlConnectionStringBuilder(_server.ToString())
        {
            Host = "127.0.0.1",
            Port = port,
            Database = _name,
        }.ToString();

    public async ValueTask DisposeAsync() => await ExecuteAsync($"DROP DATABASE {_name} WITH (FORCE)");

    private async Task ExecuteAsync(string sql)
    {
        await using var connection = new NpgsqlConnection(_server.ToString());
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync();
    }
}
