using Npgsql;

namespace Gradus.Crash.Tests;

/// <summary>Where a run keeps its registry: a temporary folder, and for PostgreSQL a database of its own.</summary>
internal sealed class Target : IAsyncDisposable
{
    private const string Variable = "GRADUS_TEST_POSTGRES";

    private readonly string? _database;

    private Target(string? database) => _database = database;

    public string Data { get; } = Directory.CreateTempSubdirectory("gradus-crash-").FullName;

    /// <summary>Where uploads stand until they are whole.</summary>
    public string Drafts => Path.Join(Data, "artifacts", "tmp");

    /// <summary>What the server is given as --database; null for SQLite.</summary>
    public string? Address =>
        _database is null ? null : new NpgsqlConnectionStringBuilder(Server) { Database = _database }.ToString();

    private static string? Server => Environment.GetEnvironmentVariable(Variable);

    public static async Task<Target> CreateAsync(bool postgres)
    {
        if (!postgres)
        {
            return new Target(null);
        }

        if (string.IsNullOrEmpty(Server))
        {
            if (Environment.GetEnvironmentVariable("CI") == "true")
            {
                Assert.Fail($"CI must test PostgreSQL: {Variable} is not set.");
            }

            Assert.Skip($"{Variable} is not set: no PostgreSQL to test on.");
        }

        var database = $"gradus_crash_{Guid.NewGuid():N}";
        await ExecuteAsync($"CREATE DATABASE {database} TEMPLATE template0 ENCODING 'UTF8'");
        return new Target(database);
    }

    public async ValueTask DisposeAsync()
    {
        Directory.Delete(Data, recursive: true);
        if (_database is not null)
        {
            await ExecuteAsync($"DROP DATABASE {_database} WITH (FORCE)");
        }
    }

    private static async Task ExecuteAsync(string sql)
    {
        await using var connection = new NpgsqlConnection(Server);
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync();
    }
}
