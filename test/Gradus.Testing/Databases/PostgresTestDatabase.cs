using System.Data.Common;
using Gradus.Data;
using Gradus.Data.Postgres;
using Npgsql;

namespace Gradus.Testing.Databases;

/// <summary>
/// A PostgreSQL database of its own on the server that GRADUS_TEST_POSTGRES names (Npgsql's keywords,
/// for a user that may create databases).
/// </summary>
public sealed class PostgresTestDatabase : TestDatabase
{
    private const string Variable = "GRADUS_TEST_POSTGRES";

    // What a migrated database begins with.
    private static readonly string[] Kept = ["stages", "groups", "ledger", "ledger_head"];

    private readonly string _name = $"gradus_test_{Guid.NewGuid():N}";
    private bool _isCreated;
    private bool _isMigrated;

    /// <inheritdoc/>
    public override string? Absence =>
        !string.IsNullOrEmpty(Server) ? null
        : Environment.GetEnvironmentVariable("CI") == "true"
            ? throw new InvalidOperationException($"CI must test PostgreSQL: {Variable} is not set.")
        : $"{Variable} is not set: no PostgreSQL to test on.";

    /// <summary>How the product is told of it.</summary>
    public string Address => AddressOf(_name);

    private static string? Server => Environment.GetEnvironmentVariable(Variable);

    /// <inheritdoc/>
    public override async Task<Database> OpenAsync(TimeProvider time) =>
        await PostgresDatabase.OpenAsync(Address, time);

    /// <inheritdoc/>
    public override async Task<DbConnection> ConnectAsync() => await ConnectAsync(_name);

    // The pristine schema keeps what a migrated database begins with: rows of these tables.
    private protected override async Task RenewAsync()
    {
        if (!_isCreated)
        {
            await ExecuteAsync("postgres", $"CREATE DATABASE {_name} TEMPLATE template0 ENCODING 'UTF8'");
            _isCreated = true;
        }

        if (!_isMigrated)
        {
            await using var database = await PostgresDatabase.OpenAsync(Address, Clock);
            await ExecuteAsync(
                "CREATE SCHEMA pristine; "
                    + string.Concat(Kept.Select(table => $"CREATE TABLE pristine.{table} AS TABLE public.{table}; "))
            );
            _isMigrated = true;
            return;
        }

        var tables = await QueryAsync(
            "SELECT tablename FROM pg_tables WHERE schemaname = 'public' AND tablename <> 'schemaversions'"
        );
        await ExecuteAsync(
            $"TRUNCATE {string.Join(", ", tables)} RESTART IDENTITY; "
                + string.Concat(Kept.Select(table => $"INSERT INTO {table} SELECT * FROM pristine.{table}; "))
        );
    }

    private protected override async Task RemoveAsync()
    {
        if (_isCreated)
        {
            await ExecuteAsync("postgres", $"DROP DATABASE {_name} WITH (FORCE)");
        }
    }

    private static string AddressOf(string database) =>
        new NpgsqlConnectionStringBuilder(Server) { Database = database, MaxPoolSize = 40 }.ToString();

    private static async Task<NpgsqlConnection> ConnectAsync(string database)
    {
        var address = new NpgsqlConnectionStringBuilder(AddressOf(database)) { Pooling = false };
        var connection = new NpgsqlConnection(address.ToString());
        await connection.OpenAsync();
        return connection;
    }

    private static async Task ExecuteAsync(string database, string sql)
    {
        await using var connection = await ConnectAsync(database);
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync();
    }
}
