using Gradus.Core.Ledger;
using Gradus.Core.Models;
using Gradus.Data.Promotions;
using Gradus.Testing.Databases;

namespace Gradus.Data.Ledger;

public abstract class LedgerContract(TestDatabase database) : PromotionContract(database)
{
    private const string InsertSql = "INSERT INTO models (name, life, created_at, updated_at) VALUES ('a', 'a', 0, 0)";

    private LedgerStore Ledger => new(Database);

    private LedgerTree Tree => new(Database);

    /// <summary>How this database is made to refuse the ledger's rows.</summary>
    protected abstract string BreakSql { get; }

    /// <summary>How it is made to take them again.</summary>
    protected abstract string MendSql { get; }

    [Fact]
    public async Task The_ledger_begins_with_what_the_schema_brings()
    {
        var first = (await Ledger.GetAsync(0, Cancellation)).Value.Record;

        first.Action.ShouldBe("ledger.begin");
        first.Changes.Count.ShouldBe(6);
        first.Changes.ShouldContain(
            """{"insert":{"description":"Out of use, kept.","folded":"archived","kind":"archive","name":"Archived","occupancy":"many","position":4},"table":"stages"}"""
        );
    }

    [Fact]
    public async Task A_write_becomes_one_record_of_who_did_what_and_which_rows_changed()
    {
        await CreateModelAsync("fraud", 2);
        await MoveAsync("fraud", 2, "Staging");

        var record = await LastAsync();

        record.Actor.ShouldBe("ana");
        record.RequestId.ShouldBe("r-ana");
        record.Action.ShouldBe("version.move");
        record.Subject.ShouldBe("models/fraud/versions/2");
        record.At.ShouldBe(Clock.Now);
        record
            .ReadChanges()
            .Select(change => $"{change.Kind} {change.Table}")
            .ShouldBe(["Insert transitions", "Update versions"]);
        record
            .Changes[1]
            .ShouldBe("""{"table":"versions","update":{"stage":"Staging"},"where":{"model":"fraud","number":2}}""");
        (await Ledger.EndAsync(Cancellation)).Size.ShouldBe(5);
    }

    [Fact]
    public async Task A_write_that_is_refused_or_changes_nothing_has_no_record()
    {
        await CreateModelAsync("fraud", 1);
        var before = (await Ledger.EndAsync(Cancellation)).Size;

        (await TryMoveAsync("fraud", 9, "Staging")).IsOk.ShouldBeFalse();
        (await Models.DeleteTagAsync("fraud", "none", Ana)).IsOk.ShouldBeTrue();
        (await Models.DescribeAsync("fraud", null, Ana)).IsOk.ShouldBeTrue();

        (await Ledger.EndAsync(Cancellation)).Size.ShouldBe(before);
    }

    [Fact]
    public async Task A_write_that_does_not_say_what_it_does_changes_nothing()
    {
        var thrown = await Should.ThrowAsync<InvalidOperationException>(() =>
            Database.WriteAsync<int>(async session => await session.ExecuteAsync(InsertSql))
        );

        thrown.Message.ShouldBe(
            "A write changed models without saying what it does: the ledger would have no record of it."
        );
        (await Test.QueryAsync("SELECT name FROM models")).ShouldBeEmpty();
        (await CreateModelAsync("b")).Name.ShouldBe("b");
    }

    [Fact]
    public async Task A_write_says_what_it_does_once() =>
        await Should.ThrowAsync<InvalidOperationException>(() =>
            Database.WriteAsync<int>(session =>
            {
                session.Declare(Ana, LedgerAction.ModelTag, "a");
                session.Declare(Ana, LedgerAction.ModelTag, "a");
                return Task.FromResult<Core.Errors.Result<int>>(1);
            })
        );

    [Fact]
    public async Task Without_a_record_there_is_no_change()
    {
        await CreateModelAsync("fraud", 1);
        await Test.ExecuteAsync(BreakSql);

        var thrown = await Should.ThrowAsync<DatabaseUnavailableException>(() => TryMoveAsync("fraud", 1, "Staging"));
        await Should.ThrowAsync<DatabaseUnavailableException>(() => CreateModelAsync("other"));

        thrown.Message.ShouldStartWith("The ledger could not be written: ");
        (await GetVersionAsync("fraud", 1)).Stage.ShouldBe("None");
        (await HistoryAsync("fraud")).Count.ShouldBe(1);
        (await Test.QueryAsync("SELECT name FROM models")).ShouldBe(["fraud"]);

        await Test.ExecuteAsync(MendSql);
        await MoveAsync("fraud", 1, "Staging");
        (await LastAsync()).Action.ShouldBe("version.move");
    }

    [Fact]
    public async Task What_a_cascade_takes_along_is_recorded()
    {
        await CreateMeasurableAsync("fraud", 3);
        await Versions.SetTagAsync("fraud", 2, new Tag("k", "v"), Ana);
        await Aliases.SetAsync("fraud", AliasName.Parse("best").Value, 2, Ana);
        await OpenAsync("p", 1, Ungated);

        (await Models.DeleteAsync("fraud", Ana)).IsOk.ShouldBeTrue();

        (await LastAsync())
            .ReadChanges()
            .Where(change => change.Kind == ChangeKind.Delete)
            .Select(change => change.Table)
            .ShouldBe(["aliases", "models", "promotions", "version_tags", "versions", "versions", "versions"]);
    }

    [Fact]
    public async Task A_rename_names_the_rows_by_the_keys_they_had()
    {
        await CreateModelAsync("fraud", 1);

        (await Models.RenameAsync("fraud", ModelName.Parse("scam").Value, Ana)).IsOk.ShouldBeTrue();

        (await LastAsync()).Changes.ShouldBe([
            """{"table":"models","update":{"name":"scam"},"where":{"name":"fraud"}}""",
            """{"table":"versions","update":{"model":"scam"},"where":{"model":"fraud","number":1}}""",
        ]);
    }

    [Fact]
    public async Task A_long_text_stands_there_by_its_digest()
    {
        await CreateModelAsync("fraud");
        await Models.DescribeAsync("fraud", new string('x', 4_096), Ana);
        var whole = await LastAsync();
        await Models.DescribeAsync("fraud", new string('x', 4_097), Ana);

        whole.Changes[0].Length.ShouldBeGreaterThan(4_096);
        (await LastAsync()).Changes[0].ShouldContain("""{"description":{"length":4097,"sha256":""");
    }

    [Fact]
    public async Task What_changes_much_becomes_several_records_and_none_is_too_long()
    {
        await CreateModelAsync("fraud", 300);
        var before = (await Ledger.EndAsync(Cancellation)).Size;

        await Models.DeleteAsync("fraud", Ana);

        var size = (await Ledger.EndAsync(Cancellation)).Size;
        var records = await Ledger.ListAsync(before, size, Cancellation);
        records.Count.ShouldBeGreaterThan(1);
        records.ShouldAllBe(entry =>
            entry.Json.Length < LedgerRecord.MaxBytes && entry.Record.Action == "model.delete"
        );
        records.Sum(entry => entry.Record.Changes.Count).ShouldBe(601);
    }

    [Fact]
    public async Task A_row_of_many_long_texts_fits_into_a_record()
    {
        await CreateModelAsync("fraud", 1);
        var text = new string('\u0001', 4_000);
        await Test.ExecuteAsync("UPDATE versions SET number = number");
        await Database.WriteAsync<int>(async session =>
        {
            session.Declare(Ana, LedgerAction.VersionDescribe, "x");
            return await session.ExecuteAsync(
                "UPDATE versions SET description = @t, source = @t, storage_location = @t, run_id = @t, run_link = @t, created_by = @t",
                ("@t", text)
            );
        });

        var entry = (await Ledger.GetAsync((await Ledger.EndAsync(Cancellation)).Size - 1, Cancellation)).Value;

        entry.Json.Length.ShouldBeLessThan(LedgerRecord.MaxBytes);
        entry.Json.Split("sha256").Length.ShouldBe(5);
    }

    [Fact]
    public async Task The_ledgers_time_does_not_run_backwards()
    {
        await CreateModelAsync("a");
        Clock.Advance(TimeSpan.FromHours(-1));
        await CreateModelAsync("b");

        (await LastAsync()).At.ShouldBe(SettableClock.Start);
    }

    [Fact]
    public async Task Writes_at_once_make_one_chain()
    {
        await CreateModelAsync("fraud", 8);
        await Task.WhenAll(
            Enumerable
                .Range(1, 40)
                .Select(i => Task.Run(() => TryMoveAsync("fraud", (i % 8) + 1, i % 2 == 0 ? "Staging" : "Development")))
        );
        await Task.WhenAll(Enumerable.Range(1, 20).Select(i => Task.Run(() => CreateModelAsync($"m{i}"))));

        var findings = await new LedgerAudit(Database).RunAsync(Cancellation);

        findings.IsSound.ShouldBeTrue();
        // The beginning, the model with 8 versions, their 8 moves, 20 models: who was there already leaves no record.
        findings.Records.ShouldBe(1 + 9 + 8 + 20);
    }

    [Fact]
    public async Task Every_record_of_a_larger_ledger_is_proved_and_every_size_is_the_beginning_of_the_next()
    {
        await CreateModelAsync("fraud");
        for (var i = 0; i < 600; i++)
        {
            await Models.DescribeAsync("fraud", $"{i}", Ana);
        }

        var end = await Ledger.EndAsync(Cancellation);
        end.Size.ShouldBe(602);
        (await Tree.RootAsync(end.Size, Cancellation)).ShouldBe(end.Edge.Root);
        foreach (var at in new long[] { 0, 1, 255, 256, 257, 511, 512, 600 })
        {
            var leaf = LedgerRecord.LeafOf((await Ledger.GetAsync(at, Cancellation)).Value.Json);
            var proof = (await Tree.ProveInclusionAsync(at, end.Size, Cancellation)).Value;
            MerkleProof.VerifyInclusion(leaf, at, end.Size, proof, end.Edge.Root).ShouldBeTrue();
            var consistency = (await Tree.ProveConsistencyAsync(at, end.Size, Cancellation)).Value;
            var root = await Tree.RootAsync(at, Cancellation);
            MerkleProof.VerifyConsistency(at, end.Size, root, end.Edge.Root, consistency).ShouldBeTrue();
        }
    }

    [Fact]
    public async Task Records_are_found_by_what_they_are_about_by_whom_and_by_when()
    {
        await CreateModelAsync("fraud", 2);
        await CreateModelAsync("fraud0", 1);
        Clock.Advance(TimeSpan.FromMinutes(1));
        await Transitions.MoveAsync(new Stages.Move("fraud", 1, "Staging", false), Ben);

        (await FindAsync(new LedgerQuery(Subject: "models/fraud"))).Count.ShouldBe(4);
        (await FindAsync(new LedgerQuery(Subject: "models/fraud/versions/1"))).Count.ShouldBe(2);
        (await FindAsync(new LedgerQuery(Actor: "ben"))).ShouldBe(["version.move"]);
        (await FindAsync(new LedgerQuery(Action: "model.register"))).Count.ShouldBe(2);
        (await FindAsync(new LedgerQuery(Since: Clock.Now))).ShouldBe(["version.move"]);
        (await FindAsync(new LedgerQuery(Until: Clock.Now, Actor: "ben"))).ShouldBeEmpty();
        (await FindAsync(new LedgerQuery())).Count.ShouldBe(7);
    }

    [Fact]
    public async Task Every_table_is_ledgered_or_on_the_list_of_those_that_are_not()
    {
        var told = await Database.ReadAsync(session => session.ListLedgerTablesAsync(), Cancellation);

        told.ShouldAllBe(table => table.Key.Count > 0);
        told.Select(table => table.Name)
            .ShouldBe([
                "aliases",
                "approvals",
                "artifact_store",
                "artifacts",
                "checks",
                "datasets",
                "evaluations",
                "group_members",
                "groups",
                "holds",
                "manifests",
                "model_tags",
                "models",
                "policies",
                "promotions",
                "stages",
                "tokens",
                "transitions",
                "users",
                "version_metrics",
                "version_tags",
                "versions",
                "waivers",
            ]);
    }

    private async Task<List<string>> FindAsync(LedgerQuery query)
    {
        var found = new List<string>();
        string? token = null;
        do
        {
            var page = (await Ledger.ListAsync(query, 2, token, Cancellation)).Value;
            found.AddRange(page.Items.Select(entry => entry.Record.Action));
            token = page.Next;
        } while (token is not null);
        return found;
    }

    private async Task<LedgerRecord> LastAsync() =>
        (await Ledger.GetAsync((await Ledger.EndAsync(Cancellation)).Size - 1, Cancellation)).Value.Record;
}

public sealed class SqliteLedgerTests(SqliteTestDatabase database)
    : LedgerContract(database),
        IClassFixture<SqliteTestDatabase>
{
    protected override string BreakSql =>
        "CREATE TRIGGER broken BEFORE INSERT ON ledger BEGIN SELECT RAISE(ABORT, 'disk on strike'); END";

    protected override string MendSql => "DROP TRIGGER broken";
}

public sealed class PostgresLedgerTests(PostgresTestDatabase database)
    : LedgerContract(database),
        IClassFixture<PostgresTestDatabase>
{
    protected override string BreakSql => "ALTER TABLE ledger ADD CONSTRAINT broken CHECK (false) NOT VALID";

    protected override string MendSql => "ALTER TABLE ledger DROP CONSTRAINT broken";
}
