using System.Data.Common;
using Gradus.Core.Errors;
using Gradus.Core.Stages;
using Gradus.Testing.Databases;

namespace Gradus.Data.Stages;

public abstract class TransitionStoreContract(TestDatabase database) : StoreContract(database)
{
    [Fact]
    public async Task A_move_is_recorded_with_who_when_from_to_why_and_by_which_request()
    {
        await CreateModelAsync("fraud", 1);
        Clock.Advance(TimeSpan.FromSeconds(1));

        var moved = (
            await Transitions.MoveAsync(new Move("fraud", 1, "Production", false, "Best so far.", "p-7"), Ben)
        ).Value;

        var transition = moved.Transitions.Single();
        transition.ShouldBe(
            new Transition(
                Id: transition.Id,
                Model: "fraud",
                Version: 1,
                From: "None",
                To: "Production",
                At: Clock.Now,
                Actor: "ben",
                Reason: "Best so far.",
                RequestId: "r-ben",
                Promotion: "p-7",
                DisplacedBy: null
            )
        );
        moved.Version.Stage.ShouldBe("Production");
        moved.Version.UpdatedAt.ShouldBe(Clock.Now);
        (await HistoryAsync("fraud"))[^1].ShouldBe(transition);
        (await GetVersionAsync("fraud", 1)).Stage.ShouldBe("Production");
        (await GetModelAsync("fraud")).UpdatedAt.ShouldBe(Clock.Now);
    }

    [Fact]
    public async Task Without_being_asked_a_stage_for_many_keeps_its_holders()
    {
        await CreateModelAsync("fraud", 2);
        await MoveAsync("fraud", 1, "Production");

        (await MoveAsync("fraud", 2, "Production")).Transitions.Count.ShouldBe(1);

        (await HoldersAsync("fraud", "Production")).ShouldBe([1, 2]);
    }

    [Fact]
    public async Task Archiving_the_existing_moves_them_in_the_same_transaction()
    {
        await CreateModelAsync("fraud", 4);
        await CreateModelAsync("other", 1);
        foreach (var number in new[] { 3, 1 })
        {
            await MoveAsync("fraud", number, "Production");
        }

        await MoveAsync("other", 1, "Production");
        Clock.Advance(TimeSpan.FromSeconds(1));

        var moved = (await Transitions.MoveAsync(new Move("fraud", 4, "Production", true, "New.", "p-7"), Ana)).Value;

        moved
            .Transitions.Select(Describe)
            .ShouldBe(["4: None → Production", "1: Production → Archived by 4", "3: Production → Archived by 4"]);
        moved.Transitions.ShouldAllBe(t => t.At == Clock.Now && t.Promotion == "p-7" && t.Actor == "ana");
        moved
            .Transitions.Select(t => t.Reason)
            .ShouldBe(["New.", "Displaced by version 4.", "Displaced by version 4."]);
        (await HoldersAsync("fraud", "Production")).ShouldBe([4]);
        (await HoldersAsync("fraud", "Archived")).ShouldBe([1, 3]);
        (await GetVersionAsync("fraud", 3)).UpdatedAt.ShouldBe(Clock.Now);
        (await HoldersAsync("other", "Production")).ShouldBe([1]);
        (await HistoryAsync("fraud")).TakeLast(3).ShouldBe(moved.Transitions, ignoreOrder: true);
    }

    [Fact]
    public async Task A_stage_for_one_displaces_its_holder_unasked()
    {
        await CreateStageAsync("Live", Occupancy.One);
        await CreateModelAsync("fraud", 2);
        await MoveAsync("fraud", 1, "Live");

        var moved = await MoveAsync("fraud", 2, "Live");

        moved.Transitions.Select(Describe).ShouldBe(["2: None → Live", "1: Live → Archived by 2"]);
        (await HoldersAsync("fraud", "Live")).ShouldBe([2]);
    }

    [Fact]
    public async Task A_displaced_version_comes_back_and_displaces_in_turn()
    {
        await CreateStageAsync("Live", Occupancy.One);
        await CreateModelAsync("fraud", 2);
        foreach (var number in new[] { 1, 2, 1, 2, 2 })
        {
            await MoveAsync("fraud", number, "Live");
        }

        (await HoldersAsync("fraud", "Live")).ShouldBe([2]);
        (await HoldersAsync("fraud", "Archived")).ShouldBe([1]);
    }

    [Fact]
    public async Task Where_a_version_is_already_nothing_moves_but_its_time()
    {
        await CreateModelAsync("fraud", 1);
        await MoveAsync("fraud", 1, "Production");
        var history = await HistoryAsync("fraud");
        Clock.Advance(TimeSpan.FromSeconds(1));

        var moved = await MoveAsync("fraud", 1, "Production", archive: true);

        moved.Transitions.ShouldBeEmpty();
        moved.Version.UpdatedAt.ShouldBe(Clock.Now);
        (await HistoryAsync("fraud")).ShouldBe(history);
    }

    [Fact]
    public async Task Who_is_there_already_may_still_have_the_others_archived()
    {
        await CreateModelAsync("fraud", 2);
        await MoveAsync("fraud", 1, "Production");
        await MoveAsync("fraud", 2, "Production");

        (await MoveAsync("fraud", 1, "Production", archive: true))
            .Transitions.Select(Describe)
            .ShouldBe(["2: Production → Archived by 1"]);
    }

    [Fact]
    public async Task An_unknown_stage_is_named_before_an_unknown_model_and_that_before_an_unknown_version()
    {
        await CreateModelAsync("fraud", 1);

        (await TryMoveAsync("nobody", 9, "production")).Error!.Message.ShouldContain("Did you mean 'Production'?");
        (await TryMoveAsync("nobody", 9, "Production")).Error.ShouldBe(Error.ModelNotFound("nobody"));
        (await TryMoveAsync("fraud", 9, "Production")).Error.ShouldBe(Error.VersionNotFound("fraud", "9"));
    }

    [Fact]
    public async Task A_refused_move_changes_nothing()
    {
        await CreateModelAsync("fraud", 2);
        await MoveAsync("fraud", 1, "Production");
        var (model, history) = (await GetModelAsync("fraud"), await HistoryAsync("fraud"));
        Clock.Advance(TimeSpan.FromSeconds(1));

        (await TryMoveAsync("fraud", 2, "Archived", archive: true)).Error!.Code.ShouldBe(ErrorCode.Invalid);
        (await TryMoveAsync("fraud", 9, "Production")).IsOk.ShouldBeFalse();
        (await TryMoveAsync("fraud", 2, "Nowhere")).IsOk.ShouldBeFalse();

        (await HistoryAsync("fraud")).ShouldBe(history);
        (await GetModelAsync("fraud")).UpdatedAt.ShouldBe(model.UpdatedAt);
        (await HoldersAsync("fraud", "Production")).ShouldBe([1]);
    }

    [Fact]
    public async Task A_quarantined_version_moves_only_to_the_archive()
    {
        await CreateModelAsync("fraud", 1);
        await Test.ExecuteAsync("UPDATE versions SET status = 'quarantined', status_message = 'a byte changed'");

        (await TryMoveAsync("fraud", 1, "Production")).Error.ShouldBe(
            new Error(
                ErrorCode.Corrupt,
                "Version 1 of 'fraud' is quarantined and cannot be promoted: a byte changed",
                "fraud"
            )
        );
        (await TryMoveAsync("fraud", 1, "Archived")).IsOk.ShouldBeTrue();
    }

    [Fact]
    public async Task Who_goes_round_the_rules_meets_the_index_and_the_foreign_key()
    {
        await CreateStageAsync("Live", Occupancy.One);
        await CreateModelAsync("fraud", 2);
        await MoveAsync("fraud", 1, "Live");

        await Should.ThrowAsync<DbException>(() =>
            Test.ExecuteAsync("UPDATE versions SET stage = 'Live', sole = 1 WHERE model = 'fraud' AND number = 2")
        );
        await Should.ThrowAsync<DbException>(() =>
            Test.ExecuteAsync("UPDATE versions SET stage = 'Nowhere' WHERE model = 'fraud' AND number = 2")
        );
        await Should.ThrowAsync<DbException>(() => Test.ExecuteAsync("DELETE FROM stages WHERE name = 'Live'"));
        await Should.ThrowAsync<DbException>(() => Test.ExecuteAsync("UPDATE versions SET sole = 2"));
        await Should.ThrowAsync<DbException>(() => Test.ExecuteAsync("UPDATE versions SET status = 'pending'"));
        (await HoldersAsync("fraud", "Live")).ShouldBe([1]);
    }

    [Fact]
    public async Task A_move_and_a_deletion_at_once_leave_a_history_that_ends_where_the_version_is()
    {
        await CreateModelAsync("fraud", 20);

        await Task.WhenAll(
            Enumerable
                .Range(1, 20)
                .SelectMany(number =>
                    new Task[]
                    {
                        TryMoveAsync("fraud", number, "Production", archive: number % 2 == 0),
                        Versions.DeleteAsync("fraud", number, Ana),
                    }
                )
        );

        var last = (await HistoryAsync("fraud")).GroupBy(t => t.Version).Select(group => group.Last());
        last.ShouldAllBe(transition => transition.To == null);
        (await Test.QueryAsync("SELECT COUNT(*) FROM versions")).ShouldBe(["0"]);
    }
}

public sealed class SqliteTransitionStoreTests(SqliteTestDatabase database)
    : TransitionStoreContract(database),
        IClassFixture<SqliteTestDatabase>;

public sealed class PostgresTransitionStoreTests(PostgresTestDatabase database)
    : TransitionStoreContract(database),
        IClassFixture<PostgresTestDatabase>;
