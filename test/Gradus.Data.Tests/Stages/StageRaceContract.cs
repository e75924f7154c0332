using System.Diagnostics;
using Gradus.Core.Errors;
using Gradus.Core.Models;
using Gradus.Core.Search;
using Gradus.Core.Stages;
using Gradus.Data.Models;
using Gradus.Testing.Databases;

namespace Gradus.Data.Stages;

/// <summary>What must hold whoever is quicker.</summary>
public abstract class StageRaceContract(TestDatabase database) : StoreContract(database)
{
    private const int ObservationsEach = 60;
    private static readonly TimeSpan RaceTime = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(40);

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task While_64_clients_race_with_archive_existing_nobody_ever_sees_two_holders(bool isStageForOne)
    {
        await CreateModelAsync("fraud", 8);
        if (isStageForOne)
        {
            await Stages.UpdateAsync("Production", null, Occupancy.One, null, Ana);
        }

        var elsewhere = await OpenSecondServerAsync();
        using var end = new CancellationTokenSource(Patience);
        var movers = Enumerable
            .Range(0, 64)
            .Select(i =>
                Task.Run(() => MoveAboutAsync(i, i % 2 == 0 ? Database : elsewhere, !isStageForOne, end.Token))
            )
            .ToList();
        var observers = Doors(elsewhere).Select(door => Task.Run(() => ObserveAsync(door, end.Token))).ToList();
        await Task.WhenAll([Task.Delay(RaceTime, Cancellation), .. observers]);
        await end.CancelAsync();

        var observations = (await Task.WhenAll(observers)).SelectMany(seen => seen).ToList();
        observations.Count.ShouldBeGreaterThanOrEqualTo(4 * ObservationsEach);
        observations.Max().ShouldBe(1);
        (await Task.WhenAll(movers)).Sum().ShouldBeGreaterThanOrEqualTo(64);
        await ShouldReplayAsync();
        if (elsewhere != Database)
        {
            await elsewhere.DisposeAsync();
        }
    }

    [Fact]
    public async Task A_stage_narrowed_while_versions_move_in_never_has_two_holders()
    {
        await CreateModelAsync("fraud", 6);
        for (var round = 0; round < 12; round++)
        {
            var stage = $"stage {round}";
            await CreateStageAsync(stage);
            var moves = Enumerable.Range(1, 6).Select(number => TryMoveAsync("fraud", number, stage)).ToList();
            var narrowing = Stages.UpdateAsync(stage, null, Occupancy.One, null, Ana);
            await Task.WhenAll([.. moves, narrowing]);

            moves.ShouldAllBe(move => move.Result.IsOk);
            var holders = await HoldersAsync("fraud", stage);
            var sole = await Test.QueryAsync($"SELECT COUNT(*) FROM versions WHERE stage = '{stage}' AND sole = 1");
            if ((await narrowing).IsOk)
            {
                holders.Length.ShouldBe(1);
                sole.ShouldBe(["1"]);
            }
            else
            {
                (await narrowing).Error!.Code.ShouldBe(ErrorCode.Conflict);
                holders.Length.ShouldBe(6);
                sole.ShouldBe(["0"]);
            }
        }
    }

    [Fact]
    public async Task A_stage_deleted_while_a_version_moves_in_is_either_gone_or_holds_it()
    {
        await CreateModelAsync("fraud", 1);
        for (var round = 0; round < 25; round++)
        {
            var stage = $"stage {round}";
            await CreateStageAsync(stage);

            var deletion = Stages.DeleteAsync(stage, Ana);
            var move = TryMoveAsync("fraud", 1, stage);
            await Task.WhenAll(deletion, move);

            (await move).IsOk.ShouldBe(!(await deletion).IsOk);
            ((await move).Error?.Code ?? (await deletion).Error!.Code).ShouldBeOneOf(
                ErrorCode.StageNotFound,
                ErrorCode.Conflict
            );
            (await HoldersAsync("fraud", stage)).Length.ShouldBe((await move).IsOk ? 1 : 0);
        }
    }

    [Fact]
    public async Task Changes_of_all_kinds_at_once_come_to_an_end_and_leave_the_registry_whole()
    {
        foreach (var model in new[] { "a", "b", "c" })
        {
            await CreateModelAsync(model, 3);
        }

        var watch = Stopwatch.StartNew();
        var results = await Task.WhenAll(Enumerable.Range(0, 96).Select(i => Task.Run(() => ChangeSomethingAsync(i))));

        watch.Elapsed.ShouldBeLessThan(TimeSpan.FromSeconds(15));
        results.Count(isOk => isOk).ShouldBeGreaterThan(10);
        var stages = (await Stages.ListAsync(Cancellation)).Stages;
        stages.Select(stage => stage.Position).ShouldBe(Enumerable.Range(0, stages.Count));
        (await Test.QueryAsync("SELECT COUNT(*) FROM versions WHERE model NOT IN (SELECT name FROM models)")).ShouldBe([
            "0",
        ]);
    }

    private static async Task<int> MoveAboutAsync(int seed, Database server, bool archive, CancellationToken end)
    {
        var random = new Random(seed);
        var moves = 0;
        for (; !end.IsCancellationRequested; moves++)
        {
            var stage = random.Next(4) == 0 ? "Staging" : "Production";
            var move = new Move("fraud", random.Next(1, 9), stage, archive);
            (await new TransitionStore(server).MoveAsync(move, Ana)).IsOk.ShouldBeTrue();
        }

        return moves;
    }

    /// <summary>A server that shares the database; where only one may have it open, the same one.</summary>
    private async Task<Database> OpenSecondServerAsync() =>
        Database.IsExclusive ? Database : await Test.OpenAsync(Clock);

    // Each way by which holders can be seen: a search, the latest versions, the past, the table itself.
    private IEnumerable<Func<Task<int>>> Doors(Database server) =>
        [
            async () =>
            {
                var query = new SearchQuery([Is(SearchAttributes.Stage, "Production")], [], 10, null);
                return (await new VersionStore(server).SearchAsync(query, Cancellation)).Value.Items.Count;
            },
            async () =>
                (await new ModelStore(server).GetAsync("fraud", Cancellation)).Value.LatestVersions.Count(version =>
                    version.Stage == "Production"
                ),
            async () =>
                (await new TransitionStore(server).HoldersAtAsync("fraud", "Production", Clock.Now, Cancellation))
                    .Value
                    .Count,
            async () => (await Test.QueryAsync("SELECT 1 FROM versions WHERE stage = 'Production'")).Count,
        ];

    private static async Task<List<int>> ObserveAsync(Func<Task<int>> door, CancellationToken end)
    {
        var watch = Stopwatch.StartNew();
        var seen = new List<int>();
        while (!end.IsCancellationRequested && (seen.Count < ObservationsEach || watch.Elapsed < RaceTime))
        {
            seen.Add(await door());
            await Task.Yield();
        }

        return seen;
    }

    // The history, replayed, never has two holders between transactions, and ends in what the tables say.
    private async Task ShouldReplayAsync()
    {
        var places = new Dictionary<int, string>();
        foreach (var transition in await HistoryAsync("fraud"))
        {
            if (transition.From is { } from)
            {
                places[transition.Version].ShouldBe(from);
            }

            places[transition.Version] = transition.To!;
            places.Values.Count(stage => stage == "Production").ShouldBeLessThanOrEqualTo(1);
        }

        foreach (var (number, stage) in places)
        {
            (await GetVersionAsync("fraud", number)).Stage.ShouldBe(stage);
        }
    }

    private async Task<bool> ChangeSomethingAsync(int i)
    {
        var model = new[] { "a", "b", "c" }[i % 3];
        return (i % 8) switch
        {
            0 => (await TryMoveAsync(model, 1 + (i % 4), "Production", archive: true)).IsOk,
            1 => (await Versions.CreateAsync(model, NewVersion(), Ana)).IsOk,
            2 => (await Stages.CreateAsync(StageName.Parse($"s{i}").Value, "", Occupancy.One, i % 4, Ana)).IsOk,
            3 => (
                await Stages.UpdateAsync("Production", $"{i}", i % 2 == 0 ? Occupancy.One : Occupancy.Many, null, Ana)
            ).IsOk,
            4 => (await Models.RenameAsync(model, ModelName.Parse($"{model}{i % 2}").Value, Ana)).IsOk,
            5 => (await Models.RenameAsync($"{model}{i % 2}", ModelName.Parse(model).Value, Ana)).IsOk,
            6 => (await Versions.DeleteAsync(model, 1 + (i % 5), Ana)).IsOk,
            _ => (await Stages.DeleteAsync($"s{i - 5}", Ana)).IsOk,
        };
    }
}

public sealed class SqliteStageRaceTests(SqliteTestDatabase database)
    : StageRaceContract(database),
        IClassFixture<SqliteTestDatabase>;

public sealed class PostgresStageRaceTests(PostgresTestDatabase database)
    : StageRaceContract(database),
        IClassFixture<PostgresTestDatabase>;
