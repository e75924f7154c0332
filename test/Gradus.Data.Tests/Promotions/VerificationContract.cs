using Gradus.Core.Holds;
using Gradus.Core.Models;
using Gradus.Core.Promotions;
using Gradus.Core.Stages;
using Gradus.Data.Policies;
using Gradus.Testing.Databases;

namespace Gradus.Data.Promotions;

public abstract class VerificationContract(TestDatabase database) : PolicyContract(database)
{
    private VerificationStore Verifications => new(Database, Targets);

    [Fact]
    public async Task A_version_that_passes_its_checks_after_the_move_has_succeeded()
    {
        await StartAsync("revoke");

        var done = await TakeThroughAsync("p-1", 1, 0.95);

        (done.Phase, done.Outcome).ShouldBe((Phase.Succeeded, "Version 1 is now in Production."));
        done.Verifications.ShouldHaveSingleItem().Result!.LetsThrough.ShouldBeTrue();
    }

    [Fact]
    public async Task One_that_fails_them_loses_its_standing_and_stays_where_the_policy_says_revoke()
    {
        await StartAsync("revoke");
        await TakeThroughAsync("p-1", 1, 0.95);

        var failed = await TakeThroughAsync("p-2", 2, 0.5);

        failed.Phase.ShouldBe(Phase.Refused);
        failed.Outcome.ShouldStartWith("Version 2 stays in Production, but its standing is revoked: accuracy = 0.5");
        var version = await GetVersionAsync("fraud", 2);
        (version.Stage, version.Status).ShouldBe(("Production", VersionStatus.Revoked));
        version.StatusMessage.ShouldNotBeNull().ShouldStartWith("After the move to Production: accuracy = 0.5");
        (await PromoteAsync("p-3", 2)).Phase.ShouldBe(Phase.Refused);
    }

    [Fact]
    public async Task Where_the_policy_says_rollback_the_stage_goes_back_and_automation_is_on_hold()
    {
        await StartAsync("rollback");
        await TakeThroughAsync("p-1", 1, 0.95);

        var undone = await TakeThroughAsync("p-2", 2, 0.5);

        undone.Phase.ShouldBe(Phase.RolledBack);
        undone.Outcome.ShouldEndWith("Rolled back to version 1.");
        (await HoldersAsync("fraud", "Production")).ShouldBe([1]);
        (await GetVersionAsync("fraud", 2)).Status.ShouldBe(VersionStatus.Revoked);
        (await HistoryAsync("fraud"))
            .Where(move => move.Kind == TransitionKind.Rollback)
            .Select(Describe)
            .ShouldBe(["2: Production → Archived by 1", "1: Archived → Production"]);
        (await Holds.ListAsync(false, Cancellation)).ShouldHaveSingleItem().Kind.ShouldBe(HoldKind.Automation);
    }

    [Fact]
    public async Task A_version_whose_bytes_are_not_sound_is_passed_over()
    {
        await StartAsync("rollback");
        await TakeThroughAsync("p-1", 1, 0.95);
        await TakeThroughAsync("p-2", 2, 0.95);
        Bytes.Problems[2] = "a byte changed";

        var undone = await TakeThroughAsync("p-3", 3, 0.5);

        undone.Outcome.ShouldEndWith("Rolled back to version 1.");
        (await HoldersAsync("fraud", "Production")).ShouldBe([1]);
    }

    [Fact]
    public async Task Where_nobody_is_sound_the_version_stays_and_the_outcome_says_why()
    {
        await StartAsync("rollback");
        await TakeThroughAsync("p-1", 1, 0.95);
        Bytes.Problems[1] = "a byte changed";

        var failed = await TakeThroughAsync("p-2", 2, 0.5);

        failed.Phase.ShouldBe(Phase.Refused);
        failed.Outcome.ShouldContain("its standing is revoked");
        failed.Outcome.ShouldContain("version 1: its bytes are not sound: a byte changed");
        (await HoldersAsync("fraud", "Production")).ShouldBe([2]);
    }

    [Fact]
    public async Task Who_came_in_past_the_gates_or_back_is_checked_again_too()
    {
        await StartAsync("revoke");
        await Rollbacks.BreakGlassAsync(new("fraud", 1, "Production", false, "fire"), Root);
        await TakeThroughAsync("p-2", 2, 0.95);
        await Rollbacks.RollBackAsync(new("fraud", "Production", 1, "", new Dictionary<int, string>()), Root);

        Clock.Advance(TimeSpan.FromHours(1));

        (await Verifications.ListDueAsync(Cancellation)).ShouldHaveSingleItem().Version.ShouldBe(1);
    }

    [Fact]
    public async Task Who_was_there_before_the_policy_is_checked_too_and_who_left_is_not()
    {
        await CreateMeasurableAsync("fraud", 2);
        await MoveAsync("fraud", 1, "Production");
        await MoveAsync("fraud", 2, "Production");
        await StartAsync("revoke", create: false, occupancy: "many");
        await MoveAsync("fraud", 2, "Archived");

        Clock.Advance(TimeSpan.FromHours(1));

        (await Verifications.ListDueAsync(Cancellation)).ShouldHaveSingleItem().Version.ShouldBe(1);
    }

    [Fact]
    public async Task Who_gets_its_standing_back_is_checked_again()
    {
        await StartAsync("revoke");
        await TakeThroughAsync("p-1", 1, 0.5);
        Clock.Advance(TimeSpan.FromHours(1));
        var due = (await Verifications.ListDueAsync(Cancellation)).ShouldHaveSingleItem();
        await Verifications.StepAsync(due, "v-1", Cancellation);
        await MeasureNextAsync(0.5);
        (await Verifications.StepAsync(due, "v-1", Cancellation)).ShouldNotBeNull();

        (await Rollbacks.ReinstateAsync("fraud", 1, "", Root)).IsOk.ShouldBeTrue();
        Clock.Advance(TimeSpan.FromHours(1));

        (await Verifications.ListDueAsync(Cancellation)).ShouldHaveSingleItem().Version.ShouldBe(1);
    }

    [Fact]
    public async Task What_could_not_be_told_on_schedule_takes_no_standing_and_is_looked_at_again()
    {
        await CreateMeasurableAsync("fraud", 1);
        await ApplyAsync(
            """
            version: 1
            stages:
              - name: Production
                verify:
                  gates: [threshold: { metric: drift, at_most: 0.1, source: logged }]
                  every: 1h
                  on_failure: rollback
            """
        );
        (await PromoteAsync("p-1", 1)).Phase.ShouldBe(Phase.Verifying);
        (await RunAsync("p-1")).Phase.ShouldBe(Phase.Errored);
        Clock.Advance(TimeSpan.FromHours(1));
        var due = (await Verifications.ListDueAsync(Cancellation)).ShouldHaveSingleItem();

        (await Verifications.StepAsync(due, "v-1", Cancellation)).ShouldBe(
            "It could not be checked: drift was not logged; required ≤ 0.1."
        );

        (await GetVersionAsync("fraud", 1)).Status.ShouldBe(VersionStatus.Ready);
        Clock.Advance(TimeSpan.FromHours(1));
        (await Verifications.ListDueAsync(Cancellation)).ShouldHaveSingleItem().Version.ShouldBe(1);
    }

    [Fact]
    public async Task One_no_is_enough_and_what_others_may_still_say_is_not_waited_for()
    {
        await CreateMeasurableAsync("fraud", 1);
        await ApplyAsync(
            """
            version: 1
            stages:
              - name: Production
                verify:
                  gates:
                    - threshold: { metric: accuracy, at_least: 0.9, source: logged }
                    - external: { check: smoke, wait: 1h }
                  every: 1m
            """
        );
        await LogAsync(1, 0.95);
        (await PromoteAsync("p-1", 1)).Phase.ShouldBe(Phase.Verifying);

        await LogAsync(1, 0.5);
        var failed = await RunAsync("p-1");

        failed.Phase.ShouldBe(Phase.Refused);
        failed.Outcome.ShouldContain("accuracy = 0.5");
        (await GetVersionAsync("fraud", 1)).Status.ShouldBe(VersionStatus.Revoked);
    }

    [Fact]
    public async Task With_nobody_to_go_back_to_the_version_stays_without_its_standing()
    {
        await StartAsync("rollback");

        var failed = await TakeThroughAsync("p-1", 1, 0.5);

        failed.Phase.ShouldBe(Phase.Refused);
        (await HoldersAsync("fraud", "Production")).ShouldBe([1]);
        (await GetVersionAsync("fraud", 1)).Status.ShouldBe(VersionStatus.Revoked);
        (await Holds.ListAsync(true, Cancellation)).ShouldBeEmpty();
    }

    [Fact]
    public async Task After_as_many_rollbacks_a_day_as_the_policy_allows_somebody_has_to_look()
    {
        await StartAsync("rollback");
        await TakeThroughAsync("p-1", 1, 0.95);
        (await TakeThroughAsync("p-2", 2, 0.5)).Phase.ShouldBe(Phase.RolledBack);

        var flapping = await TakeThroughAsync("p-3", 3, 0.5);

        flapping.Phase.ShouldBe(Phase.Refused);
        (await HoldersAsync("fraud", "Production")).ShouldBe([3]);
        flapping.Outcome.ShouldEndWith("Rolled back once within a day; somebody has to look.");
        // The one that the rollback put: there is one thing to lift.
        (await Holds.ListAsync(false, Cancellation))
            .ShouldHaveSingleItem()
            .Kind.ShouldBe(HoldKind.Automation);
    }

    [Fact]
    public async Task Who_has_lifted_the_hold_of_a_rollback_is_held_up_again_by_the_next_that_is_one_too_many()
    {
        await StartAsync("rollback");
        await TakeThroughAsync("p-1", 1, 0.95);
        await TakeThroughAsync("p-2", 2, 0.5);
        var put = (await Holds.ListAsync(false, Cancellation)).ShouldHaveSingleItem();
        (await Holds.LiftAsync(put.Id, Root)).IsOk.ShouldBeTrue();

        await TakeThroughAsync("p-3", 3, 0.5);

        (await Holds.ListAsync(false, Cancellation))
            .ShouldHaveSingleItem()
            .ShouldSatisfyAllConditions(
                hold => hold.Reason.ShouldBe("Rolled back once within a day; somebody has to look."),
                hold => hold.Id.ShouldMatch("^[0-9a-f]{32}$")
            );
    }

    [Fact]
    public async Task A_day_later_it_is_rolled_back_again()
    {
        await StartAsync("rollback");
        await TakeThroughAsync("p-1", 1, 0.95);
        await TakeThroughAsync("p-2", 2, 0.5);
        Clock.Advance(TimeSpan.FromDays(1));

        (await TakeThroughAsync("p-3", 3, 0.5)).Phase.ShouldBe(Phase.RolledBack);
    }

    [Fact]
    public async Task A_check_that_is_told_after_its_version_has_left_undoes_nothing()
    {
        await StartAsync("rollback");
        await TakeThroughAsync("p-1", 1, 0.95);
        (await PromoteAsync("p-2", 2)).Phase.ShouldBe(Phase.Verifying);
        await Rollbacks.BreakGlassAsync(new("fraud", 3, "Production", false, "fire"), Root);
        await LogAsync(2, 0.5);

        (await RunAsync("p-2")).IsOpen.ShouldBeFalse();

        (await HoldersAsync("fraud", "Production")).ShouldBe([3]);
    }

    [Fact]
    public async Task A_holder_is_checked_again_when_it_is_due_and_goes_when_it_fails()
    {
        await StartAsync("rollback");
        await TakeThroughAsync("p-1", 1, 0.95);
        await TakeThroughAsync("p-2", 2, 0.95);
        (await Verifications.ListDueAsync(Cancellation)).ShouldBeEmpty();
        Clock.Advance(TimeSpan.FromHours(1));
        var due = (await Verifications.ListDueAsync(Cancellation)).Single(one => one.Version == 2);

        (await Verifications.StepAsync(due, "v-1", Cancellation)).ShouldBeNull();
        await MeasureNextAsync(0.95);
        (await Verifications.StepAsync(due, "v-1", Cancellation)).ShouldBeNull();
        (await HoldersAsync("fraud", "Production")).ShouldBe([2]);
        Clock.Advance(TimeSpan.FromHours(1));
        var again = (await Verifications.ListDueAsync(Cancellation)).Single(one => one.Version == 2);
        (await Verifications.StepAsync(again, "v-2", Cancellation)).ShouldBeNull();
        await MeasureNextAsync(0.5);
        var problem = await Verifications.StepAsync(again, "v-2", Cancellation);

        problem.ShouldNotBeNull().ShouldContain("Rolled back to version 1.");
        (await HoldersAsync("fraud", "Production")).ShouldBe([1]);
        (await GetVersionAsync("fraud", 2)).Status.ShouldBe(VersionStatus.Revoked);
        (await Verifications.StepAsync(again, "v-3", Cancellation)).ShouldBeNull();
    }

    [Fact]
    public async Task Of_several_holders_the_one_that_failed_goes_not_the_one_that_came_last()
    {
        await StartAsync("rollback", occupancy: "many");
        await TakeThroughAsync("p-1", 1, 0.95);
        (await PromoteAsync("p-2", 2)).Phase.ShouldBe(Phase.Verifying);
        await Rollbacks.BreakGlassAsync(new("fraud", 3, "Production", false, "fire"), Root);

        await RunAsync("p-2");
        (await MeasureNextAsync(0.5)).ShouldBeTrue();
        var undone = await RunAsync("p-2");

        undone.Phase.ShouldBe(Phase.RolledBack);
        (await HoldersAsync("fraud", "Production")).ShouldBe([1, 3], ignoreOrder: true);
        (await GetVersionAsync("fraud", 2)).Status.ShouldBe(VersionStatus.Revoked);
    }

    [Fact]
    public async Task Where_others_hold_the_stage_too_rollbacks_are_counted_all_the_same()
    {
        await StartAsync("rollback", occupancy: "many");
        await TakeThroughAsync("p-1", 1, 0.95);
        (await TakeThroughAsync("p-2", 2, 0.5)).Phase.ShouldBe(Phase.RolledBack);

        var flapping = await TakeThroughAsync("p-3", 3, 0.5);

        (flapping.Phase, (await GetVersionAsync("fraud", 3)).Stage).ShouldBe((Phase.Refused, "Production"));
        flapping.Outcome.ShouldEndWith("somebody has to look.");
    }

    private async Task StartAsync(string onFailure, bool create = true, string occupancy = "one")
    {
        if (create)
        {
            await CreateMeasurableAsync("fraud", 4);
        }

        await new Datasets.DatasetStore(Database).PutAsync(
            ModelName.Parse("holdout").Value,
            Artifacts.Blobs.DigestOf("data"),
            4,
            new Core.Datasets.DatasetColumns("class", []),
            Ana
        );
        await ApplyAsync(
            $$"""
            version: 1
            stages:
              - name: Production
                occupancy: {{occupancy}}
                verify:
                  gates:
                    - threshold: { metric: accuracy, at_least: 0.9, data: holdout }
                  every: 1h
                  on_failure: {{onFailure}}
                  max_rollbacks: 1
            """
        );
    }

    // Promotes a version, and measures after the move what the check asks for.
    private async Task<Promotion> TakeThroughAsync(string id, int version, double accuracy)
    {
        (await PromoteAsync(id, version)).Phase.ShouldBe(Phase.Verifying);
        var moved = await RunAsync(id);
        moved.Phase.ShouldBe(Phase.Verifying);
        (await MeasureNextAsync(accuracy)).ShouldBeTrue(moved.Outcome);
        return await RunAsync(id);
    }
}

public sealed class SqliteVerificationTests(SqliteTestDatabase database)
    : VerificationContract(database),
        IClassFixture<SqliteTestDatabase>;

public sealed class PostgresVerificationTests(PostgresTestDatabase database)
    : VerificationContract(database),
        IClassFixture<PostgresTestDatabase>;
