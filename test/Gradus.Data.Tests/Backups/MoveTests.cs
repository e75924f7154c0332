using Gradus.Core.Backups;
using Gradus.Data.Ledger;
using Gradus.Data.Postgres;
using Gradus.Data.Sqlite;
using Gradus.Testing.Databases;
using Microsoft.Data.Sqlite;

namespace Gradus.Data.Backups;

/// <summary>
/// A registry of random calls goes from one database to the other, and back: its rows, its ledger and the numbers that come
/// next are the same.
/// </summary>
public sealed class MoveTests(SqliteTestDatabase sqlite, PostgresTestDatabase postgres)
    : IClassFixture<SqliteTestDatabase>,
        IClassFixture<PostgresTestDatabase>
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public async Task Rows_ledger_and_numbers_come_through_from_SQLite_to_PostgreSQL_and_back(int seed)
    {
        Assert.SkipWhen(postgres.Absence is not null, postgres.Absence ?? "");
        await sqlite.ReadyAsync();
        await new Workload(sqlite.Database, sqlite.Clock, seed).RunAsync(1_000);
        var first = await DumpAsync(sqlite.Database);

        await using var target = await FreshDatabase.CreateAsync(postgres);
        await LoadAsync(await PostgresRestore.OpenAsync(target.Address, sqlite.Clock), first);
        await using var moved = await PostgresDatabase.OpenAsync(target.Address, sqlite.Clock);
        var second = await DumpAsync(moved);
        ShouldBeTheSame(second, first);

        var file = Path.Join(Path.GetDirectoryName(sqlite.File)!, $"back-{seed}.db");
        await LoadAsync(SqliteRestore.Create(file, sqlite.Clock), second);
        await using var back = SqliteDatabase.Open(file, sqlite.Clock);
        ShouldBeTheSame(await DumpAsync(back), first);

        // Both go on in the same way.
        await new Workload(moved, sqlite.Clock, seed + 100, firstId: 10_000).RunAsync(300);
        await new Workload(back, sqlite.Clock, seed + 200, firstId: 10_000).RunAsync(300);
        (await new LedgerAudit(moved).RunAsync(TestContext.Current.CancellationToken)).ShouldBeSound(first);
        (await new LedgerAudit(back).RunAsync(TestContext.Current.CancellationToken)).ShouldBeSound(first);
    }

    [Trait("Abuse", "15")]
    [Fact]
    public async Task Cut_anywhere_or_with_any_row_changed_a_backup_is_refused_and_nothing_is_there()
    {
        await sqlite.ReadyAsync();
        await new Workload(sqlite.Database, sqlite.Clock, 4).RunAsync(60);
        var whole = await DumpAsync(sqlite.Database);
        var random = new Random(4);
        for (var i = 0; i < 40; i++)
        {
            var lines = whole.Lines.ToList();
            var at = random.Next(lines.Count - 1);
            if (i % 2 == 0)
            {
                lines.RemoveRange(at, lines.Count - at);
            }
            else
            {
                lines.RemoveAt(at);
            }

            await ShouldBeRefusedAsync(whole with { Lines = lines }, $"line {at} of {whole.Lines.Count}");
        }
    }

    [Theory]
    [InlineData("'ana'", "'eve'")]
    [InlineData("\"Staging\"", "\"Production\"")]
    [InlineData("gradus-backup/1", "gradus-backup/2")]
    [InlineData("0001_registry", "0002_registry")]
    [InlineData("\"table\":\"models\"", "\"table\":\"modules\"")]
    [InlineData("[", "{")]
    public async Task A_changed_word_is_seen(string word, string other)
    {
        await sqlite.ReadyAsync();
        await new Workload(sqlite.Database, sqlite.Clock, 5).RunAsync(200);
        var whole = await DumpAsync(sqlite.Database);
        var at = Enumerable
            .Range(0, whole.Lines.Count)
            .First(i => whole.Lines[i].Contains(word.Trim('\''), StringComparison.Ordinal));
        var lines = whole.Lines.ToList();
        lines[at] = lines[at].Replace(word.Trim('\''), other.Trim('\''), StringComparison.Ordinal);

        await ShouldBeRefusedAsync(whole with { Lines = lines }, lines[at]);
    }

    [Fact]
    public async Task A_database_that_holds_a_registry_is_not_restored_into()
    {
        Assert.SkipWhen(postgres.Absence is not null, postgres.Absence ?? "");
        await postgres.ReadyAsync();

        var refusal = await Should.ThrowAsync<BackupException>(() =>
            PostgresRestore.OpenAsync(postgres.Address, postgres.Clock)
        );

        refusal.Message.ShouldStartWith("The database holds a registry already, with a ledger of ");
    }

    private async Task ShouldBeRefusedAsync(Dump dump, string what)
    {
        var file = Path.Join(Path.GetDirectoryName(sqlite.File)!, $"refused-{Guid.NewGuid():N}.db");
        await using (var target = SqliteRestore.Create(file, sqlite.Clock))
        {
            await Should.ThrowAsync<BackupException>(
                () => new BackupLoad(target, dump.Content.Ledger).RunAsync(dump.Lines.ToAsyncEnumerable()),
                what
            );
        }

        await using var connection = new SqliteConnection($"Data Source={file};Pooling=False");
        await connection.OpenAsync(TestContext.Current.CancellationToken);
        await using var command = connection.CreateCommand();
        command.CommandText = "SELECT COUNT(*) FROM ledger";
        (await command.ExecuteScalarAsync(TestContext.Current.CancellationToken)).ShouldBe(0L);
    }

    private static async Task<Dump> DumpAsync(Database database)
    {
        await using var text = new StringWriter { NewLine = "\n" };
        var content = await new BackupDump(database).WriteAsync(text, TestContext.Current.CancellationToken);
        await text.WriteLineAsync(new BackupEnd(content.Rows, content.Ledger.Size, "", "").ToJson());
        return new Dump(text.ToString().TrimEnd('\n').Split('\n'), content);
    }

    private static async Task LoadAsync(RestoreTarget target, Dump dump)
    {
        await using (target)
        {
            var loaded = await new BackupLoad(target, dump.Content.Ledger).RunAsync(dump.Lines.ToAsyncEnumerable());
            loaded.Rows.ShouldBe(dump.Content.Rows);
            await target.CommitAsync();
        }
    }

    // Header and time apart; rows of a table have no order of their own.
    private static void ShouldBeTheSame(Dump actual, Dump expected)
    {
        actual.Content.Ledger.Edge.ToString().ShouldBe(expected.Content.Ledger.Edge.ToString());
        actual.Content.Ledger.Size.ShouldBeGreaterThan(200);
        actual.Tables().ShouldBe(expected.Tables());
        actual.Content.Blobs.ShouldBe(expected.Content.Blobs);
    }
}

/// <summary>A registry's lines, and what they are.</summary>
internal sealed record Dump(IReadOnlyList<string> Lines, BackupContent Content)
{
    /// <summary>The tables with their rows, each table's in the order of their texts.</summary>
    public IReadOnlyList<string> Tables()
    {
        var table = "";
        return
        [
            .. Lines
                .Skip(1)
                .Select(line => line.StartsWith('[') ? $"{table} {line}" : table = line)
                .Order(StringComparer.Ordinal),
        ];
    }
}

internal static class Findings
{
    public static void ShouldBeSound(this LedgerFindings findings, Dump before)
    {
        findings.Problem.ShouldBeNull();
        findings.Differences.ShouldBeEmpty();
        findings.Records.ShouldBeGreaterThan(before.Content.Ledger.Size);
    }
}
