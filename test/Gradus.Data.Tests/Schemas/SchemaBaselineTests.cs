using System.Runtime.CompilerServices;
using Gradus.Testing.Databases;

namespace Gradus.Data.Schemas;

/// <summary>
/// The schema as the databases themselves tell it, kept beside the tests: a change of it shows in review. To accept one, run
/// the tests with GRADUS_UPDATE_BASELINES=1.
/// </summary>
public sealed class SqliteSchemaBaselineTests(SqliteTestDatabase database)
    : StoreContract(database),
        IClassFixture<SqliteTestDatabase>
{
    private const string SchemaSql = """
        SELECT sql || ';' FROM sqlite_schema
        WHERE sql IS NOT NULL AND name <> 'SchemaVersions' AND name NOT LIKE 'sqlite_%'
        ORDER BY tbl_name, type DESC, name
        """;

    [Fact]
    public async Task The_schema_is_as_recorded() =>
        await Baseline.ShouldMatchAsync("schema.sqlite.sql", await Test.QueryAsync(SchemaSql));
}

/// <inheritdoc cref="SqliteSchemaBaselineTests"/>
public sealed class PostgresSchemaBaselineTests(PostgresTestDatabase database)
    : StoreContract(database),
        IClassFixture<PostgresTestDatabase>
{
    private const string ColumnsSql = """
        SELECT table_name || '.' || column_name || ': ' || data_type
            || COALESCE(' COLLATE "' || collation_name || '"', '')
            || CASE is_nullable WHEN 'NO' THEN ' NOT NULL' ELSE '' END
            || COALESCE(' DEFAULT ' || column_default, '')
            || CASE is_identity WHEN 'YES' THEN ' IDENTITY ' || identity_generation ELSE '' END
        FROM information_schema.columns
        WHERE table_schema = 'public' AND table_name <> 'schemaversions'
        ORDER BY table_name COLLATE "C", ordinal_position
        """;

    private const string ConstraintsSql = """
        SELECT conrelid::regclass || ' ' || conname || ': ' || pg_get_constraintdef(oid)
        FROM pg_constraint
        WHERE connamespace = 'public'::regnamespace AND conrelid::regclass::text <> 'schemaversions'
        ORDER BY conrelid::regclass::text COLLATE "C", conname COLLATE "C"
        """;

    private const string IndexesSql = """
        SELECT indexdef FROM pg_indexes
        WHERE schemaname = 'public' AND tablename <> 'schemaversions'
        ORDER BY indexname COLLATE "C"
        """;

    [Fact]
    public async Task The_schema_is_as_recorded() =>
        await Baseline.ShouldMatchAsync(
            "schema.postgres.txt",
            [
                "-- Columns",
                .. await Test.QueryAsync(ColumnsSql),
                "-- Constraints",
                .. await Test.QueryAsync(ConstraintsSql),
                "-- Indexes",
                .. await Test.QueryAsync(IndexesSql),
            ]
        );

    [Fact]
    public async Task Every_text_is_compared_byte_for_byte() =>
        (
            await Test.QueryAsync(
                "SELECT table_name || '.' || column_name FROM information_schema.columns WHERE table_schema = 'public' "
                    + "AND table_name <> 'schemaversions' AND data_type = 'text' AND collation_name IS DISTINCT FROM 'C'"
            )
        ).ShouldBeEmpty();
}

/// <summary>A file beside the tests that says what something looked like when it was last accepted.</summary>
internal static class Baseline
{
    public static async Task ShouldMatchAsync(
        string name,
        IReadOnlyList<string> lines,
        [CallerFilePath] string caller = ""
    )
    {
        var file = Path.Join(Path.GetDirectoryName(Path.GetDirectoryName(caller)), "baselines", name);
        var actual = string.Join('\n', lines) + '\n';
        if (Environment.GetEnvironmentVariable("GRADUS_UPDATE_BASELINES") == "1")
        {
            Directory.CreateDirectory(Path.GetDirectoryName(file)!);
            await File.WriteAllTextAsync(file, actual, TestContext.Current.CancellationToken);
        }

        var recorded = await File.ReadAllTextAsync(file, TestContext.Current.CancellationToken);
        actual.ShouldBe(recorded, $"{name} differs; to accept the change run with GRADUS_UPDATE_BASELINES=1.");
    }
}
