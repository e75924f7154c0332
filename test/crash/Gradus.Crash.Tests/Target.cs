using Npgsql;

namespace Gradus.Crash.Tests;

/// <summary>Where a run keeps its registry: a temporary folder, and for PostgreSQL a database of its own.</summary>
internal sealed class Target : IAsyncDisposable
{
    /// <summary>Ends half of the connections that servers have to a database.</summary>
    public const string EndConnectionsSql = """
        SELECT COUNT(pg_terminate_backend(pid)) FROM pg_stat_activity
        WHERE application_name = 'Gradus' AND datname = current_database() AND random() < 0.5
        """;

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
        await ExecuteAsync(Server, $"CREATE DATABASE {database} TEMPLATE template0 ENCODING 'UTF8'");
        return new Target(database);
    }

    /// <summary>Has PostgreSQL end half of the connections to the registry.</summary>
    public Task EndConnectionsAsync() => ExecuteAsync(Address, EndConnectionsSql);

    public async ValueTask DisposeAsync()
    {
        Directory.Delete(Data, recursive: true);
        if (_database is not null)
        {
            await ExecuteAsync(Server, $"DROP DATABASE {_database} WITH (FORCE)");
        }
    }

    private static async Task ExecuteAsync(string? address, string sql)
    {
        await using var connection = new NpgsqlConnection($"{address};Pooling=false");
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync();
    }
}
