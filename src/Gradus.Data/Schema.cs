using System.Globalization;
using DbUp;
using DbUp.Builder;
using Gradus.Core.Faults;
using Microsoft.Data.Sqlite;
using Npgsql;

namespace Gradus.Data;

/// <summary>
/// Brings a database to the newest schema by the numbered scripts in Migrations/, each applied once and recorded. One script
/// serves both databases; what they spell differently is a variable.
/// </summary>
internal static class Schema
{
    private static readonly Dictionary<string, string> SqliteWords = new()
    {
        ["identity"] = "INTEGER PRIMARY KEY AUTOINCREMENT",
        ["integer"] = "INTEGER",
        ["real"] = "REAL",
        ["text"] = "TEXT",
        ["strict"] = "STRICT",
    };

    private static readonly Dictionary<string, string> PostgresWords = new()
    {
        ["identity"] = "BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY",
        ["integer"] = "BIGINT",
        ["real"] = "DOUBLE PRECISION",
        ["text"] = "TEXT COLLATE \"C\"",
        ["strict"] = "",
    };

    public static void Upgrade(SqliteConnectionStringBuilder address) =>
        Run(DeployChanges.To.SqliteDatabase(address.ToString()), SqliteWords);

    /// <summary>Holds an advisory lock in a transaction of its own, so that servers starting together take turns.</summary>
    /// <param name="source">The database.</param>
    /// <param name="complete">What the scripts do not do; runs in that transaction.</param>
    public static void Upgrade(NpgsqlDataSource source, Action<NpgsqlConnection> complete)
    {
        using var connection = source.OpenConnection();
        using var transaction = connection.BeginTransaction();
        using var turn = new NpgsqlCommand("SELECT pg_advisory_xact_lock(7217213)", connection);
        turn.ExecuteNonQuery();
        Run(
            DeployChanges.To.PostgresqlDatabase(new DbUp.Postgresql.PostgresqlConnectionManager(source)),
            PostgresWords
        );
        Failpoints.Pass(Failpoint.SchemaMade);
        complete(connection);
        Failpoints.Pass(Failpoint.LedgerBegun);
        transaction.Commit();
    }

    private static void Run(UpgradeEngineBuilder builder, Dictionary<string, string> words)
    {
        var result = builder
            .WithScriptsEmbeddedInAssembly(typeof(Schema).Assembly)
            .WithVariables(words)
            .WithTransactionPerScript()
            .LogToNowhere()
            .Build()
            .PerformUpgrade();
        if (!result.Successful)
        {
            throw new DatabaseUnavailableException(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"Migration {result.ErrorScript?.Name} failed: {result.Error.Message}"
                ),
                result.Error
            );
        }
    }
}
