using Gradus.Core;
using Gradus.Core.Approvals;
using Gradus.Core.Errors;
using Gradus.Core.Holds;
using Gradus.Core.Identities;
using Gradus.Core.Models;
using Gradus.Core.Promotions;
using Gradus.Data.Promotions;
using Gradus.Data.Stages;
using Gradus.Testing.Databases;

namespace Gradus.Data.Policies;

/// <summary>No way out of a governed stage, and none around who may do what there.</summary>
public abstract class GovernanceContract(TestDatabase database) : PolicyContract(database)
{
    private const string Governed = """
        version: 1
        stages:
          - name: Staging
            soak: 0s
            from: [None, Development, Archived, Production]
          - name: Production
            aliases: [champion]
            gates:
              - threshold: { metric: accuracy, at_least: 0.9, source: logged }
        permissions:
          - { allow: [promote, approve, rollback, waive, break-glass, hold, apply-policy], to: [root] }
          - { allow: [request], to: [ana] }
          - { allow: [promote, break-glass], to: [ana], stages: [Archived, Staging] }
        """;

    [Fact]
    public async Task Who_may_not_fill_a_governed_stage_does_not_empty_it_by_any_entrance()
    {
        await StartAsync();

        var moved = await Transitions.MoveAsync(new Move("fraud", 1, "Archived", false), Ana);
        var promoted = await TryOpenAsync("p-out", "fraud", 1, PromotionTerms.Plain, "Archived");
        var broken = await Rollbacks.BreakGlassAsync(new Move("fraud", 1, "Archived", false, "fire"), Ana);
        var back = await TryOpenAsync("p-back", "fraud", 1, PromotionTerms.Plain, "Staging");

        new[] { moved.Error, promoted.Error, broken.Error, back.Error }.ShouldAllBe(error =>
            error!.Code == ErrorCode.Forbidden && error.Message.Contains("in 'Production'")
        );
        (await HoldersAsync("fraud", "Production")).ShouldBe([1]);
        (await Transitions.MoveAsync(new Move("fraud", 1, "Archived", false), Root)).IsOk.ShouldBeTrue();
    }

    [Fact]
    public async Task Who_has_held_a_governed_stage_is_deleted_by_who_may_fill_it_and_nobody_else()
    {
        await StartAsync();
        var move = new Move("fraud", 2, "Production", true, "fire");
        (await Rollbacks.BreakGlassAsync(move, Root)).IsOk.ShouldBeTrue();

        var refused = (await Versions.DeleteAsync("fraud", 1, Ana)).Error!;
        (
            await Rollbacks.BreakGlassAsync(move with { Stage = "Archived", ArchiveExisting = false }, Root)
        ).IsOk.ShouldBeTrue();
        var whole = (await Models.DeleteAsync("fraud", Ana)).Error!;

        (refused.Code, whole.Code).ShouldBe((ErrorCode.Forbidden, ErrorCode.Forbidden));
        refused.Message.ShouldStartWith(
            "Version 1 of 'fraud' has held 'Production' and may be gone back to: 'ana' may not"
        );
        (await Versions.DeleteAsync("fraud", 1, Root)).IsOk.ShouldBeTrue();
    }

    [Fact]
    public async Task Onward_a_version_leaves_by_the_rules_of_where_it_goes()
    {
        await CreateMeasurableAsync("fraud", 1);
        await MoveAsync("fraud", 1, "Development");
        await ApplyAsync(
            """
            version: 1
            stages:
              - name: Development
                gates: [size: { at_most: 1KB }]
            permissions:
              - { allow: [promote], to: [ana], stages: [Staging] }
              - { allow: [apply-policy], to: [root] }
            """
        );

        (await Transitions.MoveAsync(new Move("fraud", 1, "Staging", false), Ana)).IsOk.ShouldBeTrue();
    }

    [Fact]
    public async Task Who_came_into_a_governed_stage_after_its_archiving_was_asked_for_stays()
    {
        await CreateMeasurableAsync("fraud", 1);
        await LogAsync(1, 0.95);
        await ApplyAsync(Governed);
        await Holds.PutAsync(new Hold("h", HoldKind.Line, "fraud", "Archived", "wait", "", default), Root);
        (await TryOpenAsync("p-out", "fraud", 1, PromotionTerms.Plain, "Archived")).IsOk.ShouldBeTrue();
        Clock.Advance(TimeSpan.FromSeconds(1));
        await EnterAsync("p-in", 1);

        await Holds.LiftAsync("h", Root);
        var ended = await RunAsync("p-out");

        (ended.Phase, ended.Outcome).ShouldBe(
            (
                Phase.Refused,
                "Version 1 came to Production after this was asked for; ask again to take it out to Archived."
            )
        );
        (await HoldersAsync("fraud", "Production")).ShouldBe([1]);
    }

    [Theory]
    [InlineData("ready")]
    [InlineData("revoked")]
    public async Task An_emptied_stage_asks_no_less_of_who_comes_next_also_where_the_last_one_was_no_good(string status)
    {
        await CreateMeasurableAsync("fraud", 2);
        await new Datasets.DatasetStore(Database).PutAsync(
            ModelName.Parse("holdout").Value,
            Artifacts.Blobs.DigestOf("data"),
            4,
            new Core.Datasets.DatasetColumns("class", []),
            Ana
        );
        await ApplyAsync(
            """
            version: 1
            stages:
              - name: Production
                gates: [incumbent: { metric: accuracy, data: holdout }]
            """
        );
        (await PromoteAsync("p-1", 1)).Phase.ShouldBe(Phase.Succeeded);
        await Test.ExecuteAsync($"UPDATE versions SET status = '{status}', status_message = 'smoke' WHERE number = 1");
        (await Transitions.MoveAsync(new Move("fraud", 1, "Archived", false), Root)).IsOk.ShouldBeTrue();

        (await PromoteAsync("p-2", 2)).Phase.ShouldBe(Phase.Gating);
        var first = Artifacts.Blobs.DigestOf("fraud-1");
        while (await Work.LeaseAsync("worker", $"lease-{Guid.NewGuid():N}") is { } work)
        {
            (await CompleteAsync(work, work.Manifest.Files[0].Digest == first ? 0.9 : 0.8)).IsOk.ShouldBeTrue();
        }

        var refused = await RunAsync("p-2");
        refused.Phase.ShouldBe(Phase.Refused);
        refused.Outcome.ShouldContain("version 1 has 0.9");
        (await Versions.DeleteAsync("fraud", 1, Root)).Error!.Message.ShouldContain("held 'Production' last");
    }

    [Theory]
    [InlineData("revoked")]
    [InlineData("quarantined")]
    public async Task Who_is_no_good_any_more_can_always_be_taken_out_of_use(string status)
    {
        await CreateMeasurableAsync("fraud", 2);
        await ApplyAsync("version: 1\nstages:\n  - name: Production\n    approvals: { required: 1 }");
        await Test.ExecuteAsync(
            $"UPDATE versions SET stage = 'Production', status = '{status}', status_message = 'bad'"
        );
        await Holds.PutAsync(new Hold("h", HoldKind.Line, null, null, "incident", "", default), Root);

        (await Transitions.MoveAsync(new Move("fraud", 1, "Archived", false), Root)).IsOk.ShouldBeTrue();
        var asked = new NewPromotion("p-2", "fraud", 2, "Archived", PromotionTerms.Plain, "");
        (await Promotions.OpenAsync(asked, Root)).IsOk.ShouldBeTrue();
        (await RunAsync("p-2")).Phase.ShouldBe(Phase.Succeeded);

        (await HoldersAsync("fraud", "Archived")).ShouldBe([1, 2]);
    }

    [Fact]
    public async Task Nothing_is_the_best_to_be_archived()
    {
        await StartAsync();
        var terms = PromotionTerms.Plain with { Best = Selection.By("accuracy") };

        var asked = new NewPromotion("p-9", "fraud", null, "Archived", terms, "");

        (await Promotions.OpenAsync(asked, Root)).Error!.Code.ShouldBe(ErrorCode.Invalid);
        (await Promotions.PlanAsync(asked, Root, Cancellation)).Error!.Code.ShouldBe(ErrorCode.Invalid);
    }

    [Fact]
    public async Task A_plan_says_that_its_asker_may_not_have_it()
    {
        await StartAsync();
        var asked = new NewPromotion("p-9", "fraud", 2, "Production", PromotionTerms.Plain, "");

        var plan = (await Promotions.PlanAsync(asked, new Caller("eve", "r"), Cancellation)).Value;

        plan.IsReady.ShouldBeFalse();
        (plan.Unmet[0].Kind, plan.Unmet[0].Message).ShouldBe(
            (
                "permission",
                "'eve' may not ask for a promotion of 'fraud' in 'Production': no permission of the policy allows 'request' to 'eve' there"
            )
        );
    }

    [Fact]
    public async Task What_somebody_asked_for_who_may_only_ask_waits_for_a_yes()
    {
        await StartAsync();

        var waiting = await PromoteAsync("p-9", 2);

        (waiting.Phase, waiting.Outcome).ShouldBe(
            (Phase.AwaitingApproval, "Waiting for 1 approval of 1, since ana may only ask for it.")
        );
        (await SayAsync("p-9", ApprovalDecision.Approve, Ana)).Error!.Code.ShouldBe(ErrorCode.Forbidden);
        (await SayAsync("p-9", ApprovalDecision.Approve, Root)).IsOk.ShouldBeTrue();
        (await RunAsync("p-9")).Phase.ShouldBe(Phase.Succeeded);
    }

    [Fact]
    public async Task Who_may_only_ask_does_not_give_the_yes_where_two_eyes_are_enough()
    {
        await CreateMeasurableAsync("fraud", 1);
        await ApplyAsync(
            """
            version: 1
            stages:
              - name: Production
                approvals: { required: 1, four_eyes: false }
            permissions:
              - { allow: [request, approve], to: [ana] }
              - { allow: [promote, approve, apply-policy], to: [root] }
            """
        );
        (await PromoteAsync("p-1", 1)).Phase.ShouldBe(Phase.AwaitingApproval);

        (await SayAsync("p-1", ApprovalDecision.Approve, Ana)).Error!.Code.ShouldBe(ErrorCode.Forbidden);
        (await SayAsync("p-1", ApprovalDecision.Approve, Root)).IsOk.ShouldBeTrue();
    }

    [Fact]
    public async Task Standing_is_given_back_by_who_may_set_gates_aside_in_every_stage()
    {
        await CreateMeasurableAsync("fraud", 1);
        await ApplyAsync(
            """
            version: 1
            permissions:
              - { allow: [waive], to: [ana], stages: [Staging] }
              - { allow: [waive, apply-policy], to: [root] }
            """
        );
        await Test.ExecuteAsync("UPDATE versions SET status = 'revoked', status_message = 'worse'");

        (await Rollbacks.ReinstateAsync("fraud", 1, "", Ana)).Error!.Code.ShouldBe(ErrorCode.Forbidden);
        (await Rollbacks.ReinstateAsync("fraud", 1, "", Root)).IsOk.ShouldBeTrue();
    }

    [Fact]
    public async Task A_token_for_reading_neither_cancels_nor_comments()
    {
        await StartAsync();
        await PromoteAsync("p-9", 2);
        var reading = Ana with
        {
            Identity = new Identity("ana", IdentityKind.Person, [], new TokenScope(["read"], [])),
        };

        (await Steps.CancelAsync("p-9", reading)).Error!.Message.ShouldContain("the token is narrowed to: read");
        (await SayAsync("p-9", ApprovalDecision.Comment, reading, comment: "hm")).Error!.Code.ShouldBe(
            ErrorCode.Forbidden
        );
        (await Steps.CancelAsync("p-9", Ana)).IsOk.ShouldBeTrue();
    }

    [Fact]
    public async Task An_alias_of_a_stage_is_not_pointed_at_a_holder_without_standing_nor_while_the_line_is_stopped()
    {
        await StartAsync();
        await EnterAsync("p-2", 2, Root);
        (await ChampionAsync()).ShouldBe(2);
        await Holds.PutAsync(new Hold("h", HoldKind.Line, "fraud", null, "look first", "", default), Root);

        (await PointAsync(1)).Error!.Message.ShouldBe(
            "'champion' means the holder of 'Production' and stays where it is: the line is stopped by root: look first."
        );
        await Holds.LiftAsync("h", Root);
        (await PointAsync(1)).IsOk.ShouldBeTrue();
        (await PointAsync(2, Ana)).Error!.Code.ShouldBe(ErrorCode.Forbidden);

        await ApplyAsync(Governed.Replace("version: 1", "version: 1\nmode: warn", StringComparison.Ordinal));
        (await PointAsync(2, Ana)).Error!.Code.ShouldBe(ErrorCode.Forbidden);
        (await ChampionAsync()).ShouldBe(1);
    }

    [Fact]
    public async Task Approvals_are_bound_to_whether_the_holders_are_archived()
    {
        await StartAsync();
        await PromoteAsync("p-9", 2);
        var before = (await GetAsync("p-9")).Binding;
        await SayAsync("p-9", ApprovalDecision.Approve, Root);

        await ApplyAsync(
            Governed.Replace(
                "aliases: [champion]",
                "aliases: [champion]\n    archive_existing: true",
                StringComparison.Ordinal
            )
        );

        (await RunAsync("p-9")).Phase.ShouldBe(Phase.AwaitingApproval);
        (await GetAsync("p-9")).Binding.ShouldNotBe(before);
    }

    [Fact]
    public async Task A_stopped_line_does_not_end_an_automatic_promotion_and_a_lifted_hold_has_it_tried_again()
    {
        await CreateMeasurableAsync("fraud", 1);
        await LogAsync(1, 0.95);
        await ApplyAsync(
            """
            version: 1
            stages:
              - name: Production
                promote: { from: Staging }
            """
        );
        await MoveAsync("fraud", 1, "Staging");
        var automation = new AutomationStore(Database);
        var asked = (await automation.FindAsync(() => "p-a", Cancellation)).ShouldHaveSingleItem().Asked;
        await Holds.PutAsync(new Hold("line", HoldKind.Line, null, null, "look", "", default), Root);

        (await Promotions.OpenAsync(asked, AutomationStore.CallerFor("r"))).Value.IsOpen.ShouldBeTrue();
        (await RunAsync("p-a")).Outcome.ShouldBe("Waiting: the line is stopped by root: look.");
        await Holds.LiftAsync("line", Root);
        await Holds.PutAsync(new Hold("auto", HoldKind.Automation, "fraud", null, "mind", "", default), Root);
        (await RunAsync("p-a")).Phase.ShouldBe(Phase.Refused);

        Clock.Advance(TimeSpan.FromSeconds(1));
        (await automation.FindAsync(() => "p-b", Cancellation)).ShouldBeEmpty();
        await Holds.LiftAsync("auto", Root);
        (await automation.FindAsync(() => "p-b", Cancellation)).ShouldHaveSingleItem();
    }

    private async Task StartAsync()
    {
        await CreateMeasurableAsync("fraud", 2);
        await LogAsync(1, 0.95);
        await LogAsync(2, 0.95);
        await ApplyAsync(Governed);
        await EnterAsync("p-1", 1, Root);
    }

    private async Task EnterAsync(string id, int version, Caller? caller = null)
    {
        var asked = new NewPromotion(id, "fraud", version, "Production", PromotionTerms.Plain, "");
        (await Promotions.OpenAsync(asked, caller ?? Root)).Error.ShouldBeNull();
        (await RunAsync(id)).Phase.ShouldBe(Phase.Succeeded);
    }

    private Task<Result<Done>> PointAsync(int version, Caller? caller = null) =>
        Aliases.SetAsync("fraud", AliasName.Parse("champion").Value, version, caller ?? Root);
}

public sealed class SqliteGovernanceTests(SqliteTestDatabase database)
    : GovernanceContract(database),
        IClassFixture<SqliteTestDatabase>;

public sealed class PostgresGovernanceTests(PostgresTestDatabase database)
    : GovernanceContract(database),
        IClassFixture<PostgresTestDatabase>;
