namespace Gradus.Data.Ledger;

/// <summary>A column of a ledgered table.</summary>
/// <param name="Name">Its name.</param>
/// <param name="IsKey">Whether it belongs to the primary key.</param>
/// <param name="IsReal">Whether it holds floating-point numbers.</param>
internal sealed record LedgerColumn(string Name, bool IsKey, bool IsReal);

/// <summary>A table whose every change goes into the ledger.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Columns">Its columns, in the table's order.</param>
internal sealed record LedgerTable(string Name, IReadOnlyList<LedgerColumn> Columns)
{
    /// <summary>The places of the key's columns among all.</summary>
    public IReadOnlyList<int> Key { get; } = [.. Enumerable.Range(0, Columns.Count).Where(i => Columns[i].IsKey)];

    /// <summary>The places of all columns, by the columns' names.</summary>
    public int[] ByName { get; } =
    [.. Enumerable.Range(0, Columns.Count).OrderBy(i => Columns[i].Name, StringComparer.Ordinal)];

    /// <summary>How the columns' values are introduced in JSON.</summary>
    public string[] Labels { get; } = [.. Columns.Select(column => $"\"{column.Name}\":")];

    /// <summary>How the table is named in JSON behind something else.</summary>
    public string Label { get; } = $",\"table\":\"{Name}\"";

    /// <summary>Which part of the key a column is.</summary>
    public int PartOf(int column)
    {
        for (var part = 0; part < Key.Count; part++)
        {
            if (Key[part] == column)
            {
                return part;
            }
        }

        throw new ArgumentOutOfRangeException(nameof(column), column, "It is no part of the key.");
    }

    /// <summary>The key's values among all.</summary>
    public string[] KeyOf(string[] values) => [.. Key.Select(column => values[column])];

    /// <summary>A key as one text.</summary>
    public static string Join(string[] key) => key.Length == 1 ? key[0] : string.Join(',', key);
}

/// <summary>Which tables are ledgered: all that the schema has, but those named here.</summary>
internal static class LedgerTables
{
    /// <summary>What is not ledgered, and why.</summary>
    public static readonly IReadOnlyDictionary<string, string> Exempt = new Dictionary<string, string>
    {
        ["work"] =
            "a queue: what is to be done follows from promotions and from who ranks versions, what came of it is in 'evaluations'",
        ["verifications"] = "the scheduler's: when a holder is checked next; what a check found is in 'versions'",
        ["manifest_files"] = "named by the digest of their manifest; verifying computes it again",
        ["request_keys"] = "answers for who asks twice, kept for a week; what was done has a record of its own",
        ["gateways"] = "what gateways say of themselves every second; what a check made of it is in 'promotions'",
        ["token_uses"] = "when a token was last used is no change that anyone made",
        ["ledger"] = "the ledger itself",
        ["ledger_head"] = "follows from the ledger",
        ["ledger_nodes"] = "follows from the ledger",
        ["checkpoints"] = "speaks of the ledger",
        ["schemaversions"] = "which migrations have run",
    };

    private const string SchedulerPrefix = "qrtz_";

    private const string SqliteSql = """
        SELECT t.name, c.name, c.pk, c.type FROM sqlite_schema t
        JOIN pragma_table_info(t.name) c
        WHERE t.type = 'table' AND t.name NOT LIKE 'sqlite_%'
        ORDER BY t.name, c.cid
        """;

    private const string PostgresSql = """
        SELECT c.table_name::text, c.column_name::text,
            (SELECT COUNT(*) FROM pg_index i JOIN pg_attribute a ON a.attrelid = i.indrelid AND a.attnum = ANY (i.indkey)
             WHERE i.indisprimary AND i.indrelid = format('%I.%I', c.table_schema, c.table_name)::regclass
               AND a.attname = c.column_name),
            c.data_type::text
        FROM information_schema.columns c
        WHERE c.table_schema = current_schema()
        ORDER BY c.table_name COLLATE "C", c.ordinal_position
        """;

    /// <summary>The ledgered tables, by their names.</summary>
    public static async Task<List<LedgerTable>> ListLedgerTablesAsync(this Session session) =>
        [.. (await session.ListTablesAsync()).Where(table => IsLedgered(table.Name))];

    /// <summary>All tables but the scheduler's, by their names.</summary>
    public static async Task<List<LedgerTable>> ListTablesAsync(this Session session)
    {
        var columns = await session.ListAsync(
            session.IsPostgres ? PostgresSql : SqliteSql,
            row =>
                (
                    Table: row.GetString(0),
                    Column: new LedgerColumn(
                        row.GetString(1),
                        IsKey: row.GetInt64(2) > 0,
                        IsReal: row.GetString(3) is "REAL" or "double precision"
                    )
                )
        );
        return
        [
            .. columns
                .GroupBy(row => row.Table, row => row.Column)
                .Where(table => !table.Key.StartsWith(SchedulerPrefix, StringComparison.OrdinalIgnoreCase))
                .Select(table => new LedgerTable(table.Key, [.. table]))
                .OrderBy(table => table.Name, StringComparer.Ordinal),
        ];
    }

    private static bool IsLedgered(string table) => !Exempt.ContainsKey(table.ToLowerInvariant());
}
