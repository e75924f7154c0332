using Gradus.Core.Errors;
using Gradus.Core.Ledger;
using Gradus.Testing.Databases;

namespace Gradus.Data.Sqlite;

public sealed class GroupCommitTests(SqliteTestDatabase database)
    : StoreContract(database),
        IClassFixture<SqliteTestDatabase>
{
    private const string InsertSql =
        "INSERT INTO models (name, life, created_at, updated_at) VALUES (@name, @name, 0, 0)";

    [Fact]
    public async Task Writes_that_wait_commit_together_and_those_that_fail_are_undone_alone()
    {
        using var slow = new SlowWrite(Database);
        var good = Enumerable.Range(0, 20).Select(i => InsertAsync($"good-{i}", _ => i)).ToList();
        var refused = Enumerable
            .Range(0, 20)
            .Select(i => InsertAsync($"refused-{i}", _ => Error.Conflict("No.")))
            .ToList();
        var thrown = Enumerable
            .Range(0, 20)
            .Select(i => InsertAsync($"thrown-{i}", _ => throw new InvalidOperationException($"{i}")))
            .ToList();
        var broken = Enumerable.Range(0, 3).Select(_ => InsertAsync("good-0", _ => 0)).ToList();

        await slow.EndAsync();

        (await Task.WhenAll(good)).Select(result => result.Value).ShouldBe(Enumerable.Range(0, 20));
        (await Task.WhenAll(refused)).ShouldAllBe(result => result.Error!.Message == "No.");
        foreach (var (i, write) in thrown.Index())
        {
            (await Should.ThrowAsync<InvalidOperationException>(() => write)).Message.ShouldBe($"{i}");
        }

        foreach (var write in broken)
        {
            (await Should.ThrowAsync<Microsoft.Data.Sqlite.SqliteException>(() => write)).SqliteErrorCode.ShouldBe(19);
        }

        (await Test.QueryAsync("SELECT COUNT(*) FROM models")).ShouldBe(["20"]);
        (await Test.QueryAsync("SELECT COUNT(*) FROM models WHERE name LIKE 'good-%'")).ShouldBe(["20"]);
    }

    [Fact]
    public async Task A_group_is_one_transaction_of_one_time_and_at_most_64_writes()
    {
        await Test.CloseAsync();
        await using var ticking = SqliteDatabase.Open(((SqliteTestDatabase)Test).File, new TickingClock());
        using var slow = new SlowWrite(ticking);
        var writes = Enumerable
            .Range(0, 200)
            .Select(_ =>
                ticking.WriteAsync<DateTimeOffset>(session => Task.FromResult<Result<DateTimeOffset>>(session.Now))
            )
            .ToList();

        await slow.EndAsync();

        var groups = (await Task.WhenAll(writes)).GroupBy(result => result.Value).Select(group => group.Count());
        groups.ShouldBe([64, 64, 64, 8]);
    }

    [Fact]
    public async Task Nothing_of_a_group_is_seen_before_all_of_it_is()
    {
        using var slow = new SlowWrite(Database);
        var inserted = new TaskCompletionSource();
        var first = InsertAsync("first", _ => 1);
        var blocked = new TaskCompletionSource();
        var second = Database.WriteAsync<int>(async _ =>
        {
            inserted.SetResult();
            await blocked.Task;
            return 2;
        });
        await slow.EndAsync();
        await inserted.Task.WaitAsync(TimeSpan.FromSeconds(10), Cancellation);

        (await Test.QueryAsync("SELECT name FROM models")).ShouldBeEmpty();
        first.IsCompleted.ShouldBeFalse();
        blocked.SetResult();

        await Task.WhenAll(first, second);
        (await Test.QueryAsync("SELECT name FROM models")).ShouldBe(["first"]);
    }

    [Fact]
    public async Task A_full_queue_says_so_at_once_and_loses_nothing_that_it_took()
    {
        using var slow = new SlowWrite(Database);
        var taken = new List<Task<Result<int>>>();
        for (var i = 0; i < 4_096; i++)
        {
            taken.Add(Database.WriteAsync<int>(_ => Task.FromResult<Result<int>>(1)));
        }

        Should
            .Throw<DatabaseBusyException>(() => Database.WriteAsync<int>(_ => Task.FromResult<Result<int>>(1)))
            .Message.ShouldBe("4096 writes are waiting already; try again later.");
        await slow.EndAsync();

        (await Task.WhenAll(taken)).Sum(result => result.Value).ShouldBe(4_096);
        (await InsertAsync("a", _ => 1)).IsOk.ShouldBeTrue();
    }

    [Fact]
    public async Task What_is_queued_when_the_database_closes_is_still_written()
    {
        using var slow = new SlowWrite(Database);
        var writes = Enumerable.Range(0, 100).Select(i => InsertAsync($"m{i}", _ => i)).ToList();

        var closing = Test.CloseAsync();
        await slow.EndAsync();
        await closing;

        (await Task.WhenAll(writes)).ShouldAllBe(result => result.IsOk);
        (await Test.QueryAsync("SELECT COUNT(*) FROM models")).ShouldBe(["100"]);
    }

    [Fact]
    public async Task A_closed_database_takes_no_more_writes()
    {
        var closed = Database;
        await Test.CloseAsync();

        Should
            .Throw<DatabaseUnavailableException>(() => closed.WriteAsync<int>(_ => Task.FromResult<Result<int>>(1)))
            .Message.ShouldBe("The database is closed.");
    }

    private Task<Result<int>> InsertAsync(string name, Func<Session, Result<int>> then) =>
        Database.WriteAsync<int>(async session =>
        {
            session.Declare(Ana, LedgerAction.ModelRegister, "models");
            await session.ExecuteAsync(InsertSql, ("@name", name));
            return then(session);
        });

    /// <summary>Keeps the writer busy until it is told to end, so that everything asked for meanwhile has to wait.</summary>
    private sealed class SlowWrite : IDisposable
    {
        private readonly ManualResetEventSlim _end = new();
        private readonly Task<Result<int>> _write;

        public SlowWrite(Database database)
        {
            using var started = new ManualResetEventSlim();
            _write = database.WriteAsync<int>(_ =>
            {
                started.Set();
                _end.Wait();
                return Task.FromResult<Result<int>>(0);
            });
            started.Wait();
        }

        public Task<Result<int>> EndAsync()
        {
            _end.Set();
            return _write;
        }

        public void Dispose()
        {
            _end.Set();
            _end.Dispose();
        }
    }

    /// <summary>Shows another millisecond each time it is looked at.</summary>
    private sealed class TickingClock : TimeProvider
    {
        private long _ticks;

        public override DateTimeOffset GetUtcNow() =>
            DateTimeOffset.UnixEpoch + TimeSpan.FromMilliseconds(Interlocked.Increment(ref _ticks));
    }
}
