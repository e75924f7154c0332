using System.Text.RegularExpressions;
using Gradus.Testing.Databases;

namespace Gradus.Data.Ledger;

public abstract class LedgerReplayContract(TestDatabase database) : StoreContract(database)
{
    private const string Changed = "It was changed: it is not what the tree has the leaf of.";

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public async Task After_any_calls_the_ledger_tells_every_table(int seed)
    {
        var workload = new Workload(Database, Clock, seed);
        await workload.RunAsync(1_500);

        var findings = await new LedgerAudit(Database).RunAsync(Cancellation);

        findings.Problem.ShouldBeNull();
        findings.Differences.ShouldBeEmpty();
        findings.Records.ShouldBeGreaterThan(300);
        workload.Done.Count.ShouldBeGreaterThan(35);
    }

    [Fact]
    public async Task A_row_that_was_edited_behind_the_ledgers_back_is_named()
    {
        await CreateModelAsync("fraud", 3);
        await MoveAsync("fraud", 2, "Staging");
        await Test.ExecuteAsync("UPDATE versions SET stage = 'Production' WHERE number = 1");
        await Test.ExecuteAsync("DELETE FROM versions WHERE number = 3");
        await Test.ExecuteAsync("INSERT INTO policies VALUES (1, 'd', 'c', 'mallory', '', 0)");

        var findings = await new LedgerAudit(Database).RunAsync(Cancellation);

        findings.Problem.ShouldBeNull();
        findings.Differences.ShouldBe([
            "policies 1 is not in the ledger",
            "versions \"fraud\",1 has another stage than the ledger says",
            "versions \"fraud\",3 is missing",
        ]);
    }

    [Theory]
    [InlineData("DELETE FROM ledger WHERE sequence = 3", "Record 3: It says that it is record 4.")]
    [InlineData("UPDATE ledger SET record = replace(record, 'ana', 'eve') WHERE sequence = 2", "Record 2: " + Changed)]
    [InlineData(
        "UPDATE ledger SET record = replace(record, '\"previous\":\"', '\"previous\":\"0') WHERE sequence = 2",
        "Record 2: " + Changed
    )]
    [InlineData("UPDATE ledger SET leaf = 'x' WHERE sequence = 2", "Record 2: " + Changed)]
    [InlineData("UPDATE ledger SET record = 'x' WHERE sequence = 0", "Record 0: " + Changed)]
    [InlineData(
        "UPDATE ledger SET actor = 'eve' WHERE sequence = 2",
        "Record 2: The columns beside it do not repeat it."
    )]
    [InlineData("DELETE FROM ledger WHERE sequence = 5", "Record 5: The ledger's end says 6 records; there are 5.")]
    [InlineData("DELETE FROM ledger", "Record 0: The ledger's end says 6 records; there are 0.")]
    [InlineData("UPDATE ledger_head SET leaf = 'x'", "The ledger's end is not that of its records.")]
    [InlineData("DELETE FROM ledger_head", "The ledger's end is not recorded.")]
    [InlineData(
        "UPDATE ledger_head SET edge = 'x'",
        "The ledger's end, the row of ledger_head, was changed from outside. Restore a backup, or put the row right."
    )]
    public async Task A_record_that_was_tampered_with_is_named(string sql, string problem)
    {
        await CreateModelAsync("fraud", 3);
        await MoveAsync("fraud", 2, "Staging");
        await Test.ExecuteAsync(sql);

        (await new LedgerAudit(Database).RunAsync(Cancellation)).Problem.ShouldBe(problem);
    }

    [Theory]
    [InlineData("DELETE FROM ledger WHERE sequence = 5", true)]
    [InlineData("DELETE FROM ledger WHERE sequence = 3", false)]
    [InlineData("DELETE FROM ledger_head", false)]
    public async Task Only_where_records_are_missing_at_the_end_it_is_incomplete(string sql, bool isIncomplete)
    {
        await CreateModelAsync("fraud", 3);
        await MoveAsync("fraud", 2, "Staging");
        await Test.ExecuteAsync(sql);

        (await new LedgerAudit(Database).RunAsync(Cancellation)).IsIncomplete.ShouldBe(isIncomplete);
    }
}

public sealed class SqliteLedgerReplayTests(SqliteTestDatabase database)
    : LedgerReplayContract(database),
        IClassFixture<SqliteTestDatabase>;

public sealed partial class PostgresLedgerReplayTests(PostgresTestDatabase database, SqliteTestDatabase other)
    : LedgerReplayContract(database),
        IClassFixture<PostgresTestDatabase>,
        IClassFixture<SqliteTestDatabase>
{
    [Theory]
    [InlineData(11)]
    [InlineData(12)]
    public async Task Equal_calls_make_equal_records_on_both_databases(int seed)
    {
        await other.ReadyAsync();
        await new Workload(Database, Clock, seed).RunAsync(1_000);
        await new Workload(other.Database, other.Clock, seed).RunAsync(1_000);

        var own = await RecordsAsync(Database);
        var others = await RecordsAsync(other.Database);

        own.Count.ShouldBeGreaterThan(200);
        for (var i = 0; i < own.Count; i++)
        {
            own[i].ShouldBe(others[i]);
        }

        others.Count.ShouldBe(own.Count);
    }

    // A few ids are made by the stores themselves, and PostgreSQL's numbers of transitions have gaps: told by their order.
    private static async Task<List<string>> RecordsAsync(Database database)
    {
        var entries = await new LedgerStore(database).ListAsync(0, long.MaxValue, Cancellation);
        var (ids, numbers) = (new Dictionary<string, string>(), 0);
        return
        [
            .. entries.Select(entry =>
            {
                var plain = (entry.Record with { Previous = "" }).ToJson();
                plain = MadeId()
                    .Replace(
                        plain,
                        id => ids.TryGetValue(id.Value, out var known) ? known : ids[id.Value] = $"id-{ids.Count}"
                    );
                return TransitionId()
                    .Replace(plain, match => $"{match.Groups[1].Value}{numbers++},{match.Groups[2].Value}");
            }),
        ];
    }

    [GeneratedRegex("(?<![0-9a-f])01[0-9a-f]{30}(?![0-9a-f])")]
    private static partial Regex MadeId();

    [GeneratedRegex("(\"id\":)[0-9]+,(\"kind\")")]
    private static partial Regex TransitionId();
}
