using Gradus.Data.Postgres;
using Microsoft.Data.Sqlite;
using Npgsql;

namespace Gradus.Load.Data;

/// <summary>Brings the rows of a seeded SQLite registry into an empty PostgreSQL database, so that both hold the same.</summary>
internal static class PostgresCopy
{
    private static readonly string[] Tables =
    [
        "models",
        "model_tags",
        "versions",
        "version_tags",
        "aliases",
        "transitions",
    ];

    public static async Task FillAsync(string sqliteFile, string postgres)
    {
        await (await PostgresDatabase.OpenAsync(postgres, TimeProvider.System)).DisposeAsync();
        await using var from = new SqliteConnection($"Data Source={sqliteFile};Mode=ReadOnly;Pooling=false");
        await using var to = new NpgsqlConnection(postgres);
        await from.OpenAsync();
        await to.OpenAsync();
        foreach (var table in Tables)
        {
            await CopyAsync(table, from, to);
        }

        await using var settle = new NpgsqlCommand(
            "SELECT setval(pg_get_serial_sequence('transitions', 'id'), (SELECT MAX(id) FROM transitions)); ANALYZE",
            to
        );
        await settle.ExecuteNonQueryAsync();
    }

    private static async Task CopyAsync(string table, SqliteConnection from, NpgsqlConnection to)
    {
        await using var select = from.CreateCommand();
        select.CommandText = $"SELECT * FROM {table}";
        await using var rows = await select.ExecuteReaderAsync();
        var columns = Enumerable.Range(0, rows.FieldCount).Select(rows.GetName);
        await using var import = await to.BeginBinaryImportAsync(
            $"COPY {table} ({string.Join(", ", columns)}) FROM STDIN (FORMAT BINARY)"
        );
        while (await rows.ReadAsync())
        {
            await import.StartRowAsync();
            for (var i = 0; i < rows.FieldCount; i++)
            {
                await (
                    rows.GetValue(i) switch
                    {
                        long number => import.WriteAsync(number),
                        string text => import.WriteAsync(text),
                        _ => import.WriteNullAsync(),
                    }
                );
            }
        }

        await import.CompleteAsync();
    }
}
