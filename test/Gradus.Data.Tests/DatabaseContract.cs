using Gradus.Core.Errors;
using Gradus.Core.Ledger;
using Gradus.Core.Models;
using Gradus.Data.Models;
using Gradus.Testing.Databases;

namespace Gradus.Data;

public abstract class DatabaseContract(TestDatabase database) : StoreContract(database)
{
    private const string InsertSql =
        "INSERT INTO models (name, life, created_at, updated_at) VALUES (@name, @name, 0, 0)";

    private static readonly Error Refusal = Error.Conflict("No.");

    [Fact]
    public async Task A_write_that_succeeds_is_kept()
    {
        (await InsertAsync("a")).Value.ShouldBe("a");

        (await NamesAsync()).ShouldBe(["a"]);
    }

    [Fact]
    public async Task A_write_that_refuses_leaves_nothing_behind()
    {
        var result = await Database.WriteAsync<string>(async session =>
        {
            await session.ExecuteAsync(InsertSql, ("@name", "a"));
            return Refusal;
        });

        result.Error.ShouldBe(Refusal);
        (await NamesAsync()).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_write_that_throws_leaves_nothing_behind_and_its_caller_gets_the_exception()
    {
        var thrown = await Should.ThrowAsync<InvalidOperationException>(() =>
            Database.WriteAsync<string>(async session =>
            {
                await session.ExecuteAsync(InsertSql, ("@name", "a"));
                throw new InvalidOperationException("a bug");
            })
        );

        thrown.Message.ShouldBe("a bug");
        (await NamesAsync()).ShouldBeEmpty();
        (await InsertAsync("b")).IsOk.ShouldBeTrue();
    }

    [Fact]
    public async Task Of_many_writes_at_once_those_that_fail_fail_alone()
    {
        var outcomes = await Task.WhenAll(Enumerable.Range(0, 120).Select(i => Task.Run(() => WriteOrFailAsync(i))));

        outcomes.Count(outcome => outcome == "ok").ShouldBe(60);
        outcomes.Count(outcome => outcome == "refused").ShouldBe(30);
        outcomes.Count(outcome => outcome == "threw").ShouldBe(30);
        (await NamesAsync()).Count.ShouldBe(60);
    }

    [Fact]
    public async Task Statements_that_are_wrong_fail_their_own_write_only()
    {
        var good = Enumerable.Range(0, 20).Select(i => InsertAsync($"m{i}")).ToList();
        var bad = Enumerable
            .Range(0, 5)
            .Select(_ => Database.WriteAsync<int>(async session => await session.ExecuteAsync("SELEKT 1")))
            .ToList();

        (await Task.WhenAll(good)).ShouldAllBe(result => result.IsOk);
        foreach (var write in bad)
        {
            await Should.ThrowAsync<Exception>(() => write);
        }

        (await NamesAsync()).Count.ShouldBe(20);
    }

    [Fact]
    public async Task A_commit_is_announced_with_its_models_before_its_write_returns()
    {
        var heard = new List<string>();
        Database.Committed += models => heard.AddRange(models);

        await InsertAsync("a");
        heard.ShouldBe(["a"]);

        await Database.WriteAsync<string>(session =>
        {
            session.Touch("refused");
            return Task.FromResult<Result<string>>(Refusal);
        });
        await Should.ThrowAsync<InvalidOperationException>(() =>
            Database.WriteAsync<string>(session =>
            {
                session.Touch("threw");
                throw new InvalidOperationException();
            })
        );
        heard.ShouldBe(["a"]);
    }

    [Fact]
    public async Task Every_change_of_a_model_is_announced()
    {
        var heard = new List<string>();
        await CreateStageAsync("Canary");
        Database.Committed += models => heard.AddRange(models);

        await ShouldAnnounceAsync(CreateModelAsync("a"), "a");
        await ShouldAnnounceAsync(CreateVersionAsync("a"), "a");
        await ShouldAnnounceAsync(Versions.DescribeAsync("a", 1, "x", Ana), "a");
        await ShouldAnnounceAsync(Versions.SetTagAsync("a", 1, new Tag("k", "v"), Ana), "a");
        await ShouldAnnounceAsync(Versions.DeleteTagAsync("a", 1, "k", Ana), "a");
        await ShouldAnnounceAsync(Models.DescribeAsync("a", "x", Ana), "a");
        await ShouldAnnounceAsync(Models.SetTagAsync("a", new Tag("k", "v"), Ana), "a");
        await ShouldAnnounceAsync(Models.DeleteTagAsync("a", "k", Ana), "a");
        await ShouldAnnounceAsync(Aliases.SetAsync("a", AliasName.Parse("c").Value, 1, Ana), "a");
        await ShouldAnnounceAsync(Aliases.DeleteAsync("a", "c", Ana), "a");
        await ShouldAnnounceAsync(MoveAsync("a", 1, "Canary"), "a");
        await ShouldAnnounceAsync(Models.RenameAsync("a", ModelName.Parse("b").Value, Ana), "a", "b");
        await ShouldAnnounceAsync(Versions.DeleteAsync("b", 1, Ana), "b");
        await ShouldAnnounceAsync(Models.DeleteAsync("b", Ana), "b");

        async Task ShouldAnnounceAsync(Task change, params string[] models)
        {
            heard.Clear();
            await change;
            heard.Order().ShouldBe(models);
        }
    }

    [Fact]
    public async Task Whoever_was_told_of_a_change_reads_it_whatever_others_read_meanwhile()
    {
        await CreateModelAsync("fraud", 1);
        using var end = new CancellationTokenSource();
        var readers = Enumerable.Range(0, 4).Select(_ => Task.Run(ReadOnAsync)).ToList();

        for (var i = 0; i < 60; i++)
        {
            await Versions.DescribeAsync("fraud", 1, $"{i}", Ana);
            (await GetVersionAsync("fraud", 1)).Description.ShouldBe($"{i}");
            (await Versions.LatestAsync("fraud", Cancellation)).Value[0].Description.ShouldBe($"{i}");
            (await GetModelAsync("fraud")).LatestVersions[0].Description.ShouldBe($"{i}");
        }

        await end.CancelAsync();
        await Task.WhenAll(readers);

        async Task ReadOnAsync()
        {
            while (!end.IsCancellationRequested)
            {
                await GetVersionAsync("fraud", 1);
                await GetModelAsync("fraud");
                await Versions.LatestAsync("fraud", Cancellation);
            }
        }
    }

    [Fact]
    public async Task A_read_sees_one_snapshot_from_beginning_to_end()
    {
        await InsertAsync("a");

        var (before, after) = await Database.ReadAsync(
            async session =>
            {
                var first = await session.ListAsync("SELECT name FROM models", row => row.GetString(0));
                await InsertAsync("b");
                return (
                    first.Count,
                    (await session.ListAsync("SELECT name FROM models", row => row.GetString(0))).Count
                );
            },
            Cancellation
        );

        (before, after).ShouldBe((1, 1));
        (await NamesAsync()).Count.ShouldBe(2);
    }

    [Fact]
    public async Task A_read_that_was_called_off_does_not_start()
    {
        using var off = new CancellationTokenSource();
        await off.CancelAsync();

        await Should.ThrowAsync<OperationCanceledException>(() =>
            Database.ReadAsync(_ => Task.FromResult(1), off.Token)
        );
    }

    [Fact]
    public async Task A_read_that_throws_leaves_the_database_usable()
    {
        for (var i = 0; i < 50; i++)
        {
            await Should.ThrowAsync<InvalidOperationException>(() =>
                Database.ReadAsync<int>(_ => throw new InvalidOperationException("a bug"), Cancellation)
            );
        }

        (await InsertAsync("a")).IsOk.ShouldBeTrue();
    }

    [Fact]
    public async Task The_time_of_a_transaction_is_in_whole_milliseconds()
    {
        Clock.Now = new DateTimeOffset(2026, 3, 1, 12, 0, 0, TimeSpan.Zero) + TimeSpan.FromMicroseconds(1_999);

        (
            await Database.WriteAsync<DateTimeOffset>(session => Task.FromResult<Result<DateTimeOffset>>(session.Now))
        ).Value.ShouldBe(new DateTimeOffset(2026, 3, 1, 12, 0, 0, 1, TimeSpan.Zero));
    }

    [Fact]
    public async Task What_was_written_is_there_when_the_database_is_opened_again()
    {
        await CreateModelAsync("fraud", 2);
        await MoveAsync("fraud", 1, "Production");
        await Test.CloseAsync();

        await using var again = await Test.OpenAsync(Clock);

        (await new VersionStore(again).GetAsync("fraud", 1, Cancellation)).Value.Stage.ShouldBe("Production");
        (await new VersionStore(again).CreateAsync("fraud", NewVersion(), Ana)).Value.Number.ShouldBe(3);
    }

    [Fact]
    public async Task Migrating_again_changes_nothing()
    {
        await CreateModelAsync("fraud");
        var before = await Test.QueryAsync("SELECT COUNT(*) FROM schemaversions");

        Database.Migrate();
        Database.Migrate();

        (await Test.QueryAsync("SELECT COUNT(*) FROM schemaversions")).ShouldBe(before);
        (await GetModelAsync("fraud")).Name.ShouldBe("fraud");
    }

    [Fact]
    public void The_description_names_the_kind_and_the_place_and_no_secret()
    {
        Database.Description.ShouldMatch("^(SQLite in .+gradus-[0-9]+.db|PostgreSQL at .+, database gradus_test_.+)$");
        Database.Description.ShouldNotContain("assword");
        Database.Description.ShouldNotContain("sername");
    }

    private Task<Result<string>> InsertAsync(string name) =>
        Database.WriteAsync<string>(async session =>
        {
            session.Touch(name);
            session.Declare(Ana, LedgerAction.ModelRegister, "models");
            await session.ExecuteAsync(InsertSql, ("@name", name));
            return name;
        });

    private Task<List<string>> NamesAsync() =>
        Database.ReadAsync(
            session => session.ListAsync("SELECT name FROM models ORDER BY name", row => row.GetString(0)),
            Cancellation
        );

    // Half of them succeed, a quarter refuses and a quarter throws, each after it has written.
    private async Task<string> WriteOrFailAsync(int i)
    {
        try
        {
            var result = await Database.WriteAsync<int>(async session =>
            {
                session.Declare(Ana, LedgerAction.ModelRegister, "models");
                await session.ExecuteAsync(InsertSql, ("@name", $"m{i}"));
                return (i % 4) switch
                {
                    0 => Refusal,
                    1 => throw new InvalidOperationException(),
                    _ => i,
                };
            });
            return result.IsOk ? "ok" : "refused";
        }
        catch (InvalidOperationException)
        {
            return "threw";
        }
    }
}

public sealed class SqliteDatabaseTests(SqliteTestDatabase database)
    : DatabaseContract(database),
        IClassFixture<SqliteTestDatabase>;

public sealed class PostgresDatabaseTests(PostgresTestDatabase database)
    : DatabaseContract(database),
        IClassFixture<PostgresTestDatabase>;
