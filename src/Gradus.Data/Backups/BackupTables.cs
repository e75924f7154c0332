using Gradus.Data.Ledger;

namespace Gradus.Data.Backups;

/// <summary>
/// Which tables a backup has: all but the scheduler's, which is made anew from the rows. A table comes behind those that its
/// rows refer to, so that rows can be put back in the order in which they stand.
/// </summary>
internal static class BackupTables
{
    /// <summary>The table in which DbUp keeps which migrations have run; the header of a backup lists them instead.</summary>
    private const string Migrations = "schemaversions";

    private const string MigrationsSql = $"SELECT scriptname FROM {Migrations} ORDER BY scriptname";

    private const string SqliteReferencesSql = """
        SELECT t.name, f."table" FROM sqlite_schema t
        JOIN pragma_foreign_key_list(t.name) f
        WHERE t.type = 'table'
        """;

    private const string PostgresReferencesSql = """
        SELECT conrelid::regclass::text, confrelid::regclass::text FROM pg_constraint
        WHERE contype = 'f' AND connamespace = current_schema()::regnamespace
        """;

    private const string SqliteIdentitiesSql = "SELECT name, 'id', seq FROM sqlite_sequence";

    private const string PostgresIdentitiesSql = """
        SELECT c.table_name::text, c.column_name::text,
            COALESCE(pg_sequence_last_value(pg_get_serial_sequence(c.table_name, c.column_name)::regclass), 0)
        FROM information_schema.columns c
        WHERE c.table_schema = current_schema() AND c.is_identity = 'YES' AND c.table_name NOT LIKE 'qrtz%'
        """;

    /// <summary>The tables, in an order in which rows can be put back.</summary>
    public static async Task<IReadOnlyList<LedgerTable>> ListBackupTablesAsync(this Session session)
    {
        var tables = (await session.ListTablesAsync())
            .Where(table => !table.Name.Equals(Migrations, StringComparison.OrdinalIgnoreCase))
            .ToList();
        var references = (
            await session.ListAsync(
                session.IsPostgres ? PostgresReferencesSql : SqliteReferencesSql,
                row => (From: row.GetString(0), To: row.GetString(1))
            )
        ).ToLookup(reference => reference.From, reference => reference.To);
        var ordered = new List<LedgerTable>();
        while (ordered.Count < tables.Count)
        {
            var names = ordered.Select(table => table.Name).ToHashSet(StringComparer.Ordinal);
            ordered.AddRange(
                tables.Where(table => !names.Contains(table.Name) && references[table.Name].All(names.Contains))
            );
        }

        return ordered;
    }

    /// <summary>The migrations that the database has had.</summary>
    public static Task<List<string>> ListMigrationsAsync(this Session session) =>
        session.ListAsync(MigrationsSql, row => row.GetString(0));

    /// <summary>The last number that the database gave to a row, by the names of the tables where it gives some.</summary>
    public static async Task<IReadOnlyDictionary<string, long>> ListIdentitiesAsync(this Session session) =>
        (
            await session.ListAsync(
                session.IsPostgres ? PostgresIdentitiesSql : SqliteIdentitiesSql,
                row => (Table: row.GetString(0), Last: row.GetInt64(2))
            )
        ).ToDictionary(row => row.Table, row => row.Last, StringComparer.Ordinal);
}
