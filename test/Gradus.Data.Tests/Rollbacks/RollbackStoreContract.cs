using Gradus.Core.Artifacts;
using Gradus.Core.Errors;
using Gradus.Core.Holds;
using Gradus.Core.Models;
using Gradus.Core.Stages;
using Gradus.Data.Artifacts;
using Gradus.Data.Policies;
using Gradus.Data.Stages;
using Gradus.Testing.Databases;

namespace Gradus.Data.Rollbacks;

public abstract class RollbackStoreContract(TestDatabase database) : PolicyContract(database)
{
    [Fact]
    public async Task A_rollback_goes_to_who_held_the_stage_before_and_puts_a_hold()
    {
        await CreateHistoryAsync(3);

        var moved = (await RollBackAsync()).Value;

        moved.Version.Number.ShouldBe(2);
        moved.Transitions.Select(Describe).ShouldBe(["2: Archived → Production", "3: Production → Archived"]);
        moved.Transitions.ShouldAllBe(move => move.Kind == TransitionKind.Rollback && move.Actor == "ana");
        (await HistoryAsync("fraud"))[^1].Kind.ShouldBe(TransitionKind.Rollback);
        var hold = (await Holds.ListAsync(false, Cancellation)).ShouldHaveSingleItem();
        (hold.Kind, hold.Model, hold.Stage, hold.Actor).ShouldBe((HoldKind.Automation, "fraud", "Production", "ana"));
        hold.Reason.ShouldBe("Rolled back to version 2.");
    }

    [Fact]
    public async Task It_never_returns_to_a_version_that_was_rolled_back_from_unless_that_is_asked_for()
    {
        await CreateHistoryAsync(3);

        (await RollBackAsync()).Value.Version.Number.ShouldBe(2);
        (await RollBackAsync()).Value.Version.Number.ShouldBe(1);
        (await RollBackAsync()).Error!.Message.ShouldContain("the stage was rolled back from it");
        (await RollBackAsync(to: 3)).Value.Version.Number.ShouldBe(3);

        (await Holds.ListAsync(false, Cancellation)).ShouldHaveSingleItem();
    }

    [Fact]
    public async Task Of_several_holders_the_last_that_came_leaves_and_the_others_stay()
    {
        await CreateHistoryAsync(2);
        await MoveAsync("fraud", 1, "Production");

        var moved = (await RollBackAsync()).Value;

        moved.Version.Number.ShouldBe(2);
        moved.Transitions.Select(Describe).ShouldBe(["1: Production → Archived"]);
        (await HoldersAsync("fraud", "Production")).ShouldBe([2]);
    }

    [Fact]
    public async Task The_aliases_of_the_stage_go_to_the_one_that_it_went_back_to()
    {
        await CreateModelAsync("fraud", 3);
        await ApplyAsync("version: 1\nstages:\n  - name: Production\n    aliases: [champion]");
        await MoveAsync("fraud", 1, "Production");
        await MoveAsync("fraud", 3, "Production");
        await MoveAsync("fraud", 2, "Production");

        (await RollBackAsync(to: 1)).IsOk.ShouldBeTrue();

        (await HoldersAsync("fraud", "Production")).ShouldBe([1, 3], ignoreOrder: true);
        (await ChampionAsync()).ShouldBe(1);
    }

    [Fact]
    public async Task Where_none_was_sound_none_that_has_come_up_since_is_taken_unread()
    {
        await CreateHistoryAsync(2);
        Bytes.Problems[1] = "a byte changed";
        var read = await Targets.ReadThroughAsync(Request("fraud", "Production"), Cancellation);

        var refused = await Rollbacks.RollBackAsync(read with { Problems = new Dictionary<int, string>() }, Ana);

        refused.Error!.Message.ShouldContain("has just changed; ask again");
        (await HoldersAsync("fraud", "Production")).ShouldBe([2]);
    }

    [Fact]
    public async Task Rolling_back_a_stage_empties_no_later_one()
    {
        await CreateModelAsync("fraud", 2);
        await MoveAsync("fraud", 1, "Staging");
        await MoveAsync("fraud", 1, "Production");
        await MoveAsync("fraud", 2, "Staging");

        var refused = await Rollbacks.RollBackAsync(Request("fraud", "Staging"), Ana);

        refused.Error!.Message.ShouldBe(
            "'Staging' of 'fraud' cannot be rolled back: version 1: it holds Production now."
        );
        (await HoldersAsync("fraud", "Production")).ShouldBe([1]);
        (await HoldersAsync("fraud", "Staging")).ShouldBe([2]);
    }

    [Fact]
    public async Task A_version_that_was_asked_for_by_number_is_taken()
    {
        await CreateHistoryAsync(3);

        (await RollBackAsync(to: 1)).Value.Version.Number.ShouldBe(1);

        (await HoldersAsync("fraud", "Production")).ShouldBe([1]);
    }

    [Fact]
    public async Task Each_candidate_that_is_no_good_is_named_with_its_reason()
    {
        await CreateHistoryAsync(5);
        await Versions.DeleteAsync("fraud", 1, Ana);
        await new ManifestStore(Database).QuarantineAsync(Blobs.DigestOf("fraud-2"), "a byte changed");
        await Test.ExecuteAsync("UPDATE versions SET status = 'revoked', status_message = 'Worse.' WHERE number = 3");

        var refused = await RollBackAsync(problems: new() { [4] = "model.onnx is gone" });

        refused.Error!.Code.ShouldBe(ErrorCode.Conflict);
        refused.Error.Message.ShouldStartWith(
            "'Production' of 'fraud' cannot be rolled back: version 4: its bytes are not sound: model.onnx is gone; "
                + "version 3: its standing is revoked: Worse; version 2: it is quarantined:"
        );
        refused.Error.Message.ShouldEndWith("version 1: it was deleted.");
        (await HoldersAsync("fraud", "Production")).ShouldBe([5]);
        (await Holds.ListAsync(true, Cancellation)).ShouldBeEmpty();
    }

    [Trait("Abuse", "41")]
    [Fact]
    public async Task Who_never_held_the_stage_or_holds_it_now_is_no_target()
    {
        await CreateHistoryAsync(2);
        await CreateVersionAsync("fraud");

        (await RollBackAsync(to: 3)).Error!.Message.ShouldContain("version 3: it never held the stage");
        (await RollBackAsync(to: 2)).Error!.Message.ShouldBe(
            "'Production' of 'fraud' cannot be rolled back: version 2: it holds the stage now."
        );
        (await HoldersAsync("fraud", "Production")).ShouldBe([2]);
    }

    [Fact]
    public async Task Where_nobody_held_it_before_that_is_said()
    {
        await CreateHistoryAsync(1);

        (await RollBackAsync()).Error!.Message.ShouldBe(
            "'Production' of 'fraud' cannot be rolled back: no other version has held it."
        );
    }

    [Fact]
    public async Task The_glass_is_not_broken_for_a_version_that_is_there()
    {
        await CreateHistoryAsync(1);

        (
            await Rollbacks.BreakGlassAsync(new Move("fraud", 1, "Production", false, "fire"), Root)
        ).Error!.Message.ShouldBe("Version 1 of 'fraud' is in 'Production' already; there is no glass to break.");
    }

    [Fact]
    public async Task Where_callers_would_break_it_is_refused()
    {
        await CreateModelAsync("fraud");
        await RegisterAsync("one", "x");
        await RegisterAsync("two", "y");
        await MoveAsync("fraud", 1, "Production", archive: true);
        await MoveAsync("fraud", 2, "Production", archive: true);

        (await RollBackAsync()).Error!.Message.ShouldContain("version 1: callers would break");

        (await HoldersAsync("fraud", "Production")).ShouldBe([2]);
    }

    [Theory]
    [InlineData("nobody", "Production", ErrorCode.ModelNotFound)]
    [InlineData("fraud", "production", ErrorCode.StageNotFound)]
    [InlineData("fraud", "Archived", ErrorCode.Invalid)]
    [InlineData("fraud", "None", ErrorCode.Invalid)]
    [InlineData("fraud", "Staging", ErrorCode.Conflict)]
    public async Task What_cannot_be_rolled_back_is_refused(string model, string stage, ErrorCode code)
    {
        await CreateHistoryAsync(2);

        (await Rollbacks.RollBackAsync(Request(model, stage), Ana)).Error!.Code.ShouldBe(code);

        (await Holds.ListAsync(true, Cancellation)).ShouldBeEmpty();
    }

    [Fact]
    public async Task It_passes_the_gates_a_freeze_and_a_stopped_line_but_not_a_missing_permission()
    {
        await CreateHistoryAsync(2);
        await ApplyAsync(
            $$"""
            {{OnlyRoot}}
            stages:
              - name: Production
                aliases: [champion]
                from: [Staging]
                freeze: [{ cron: "0 12 1 3 *", lasts: 30d }]
                approvals: { required: 1 }
            """
        );
        await Holds.PutAsync(new Hold("h-1", HoldKind.Line, null, null, "stop", "", default), Root);

        (await RollBackAsync()).Error!.Code.ShouldBe(ErrorCode.Forbidden);
        (await HoldersAsync("fraud", "Production")).ShouldBe([2]);
        (await Rollbacks.RollBackAsync(Request("fraud", "Production"), Root)).Value.Version.Number.ShouldBe(1);

        (await ChampionAsync()).ShouldBe(1);
    }

    [Fact]
    public async Task The_glass_is_broken_by_who_may_and_history_says_so()
    {
        await CreateMeasurableAsync("fraud", 1);
        await ApplyAsync(OnlyRoot);
        var move = new Move("fraud", 1, "Production", false, "fire");

        (await Rollbacks.BreakGlassAsync(move, Ana)).Error!.Code.ShouldBe(ErrorCode.Forbidden);
        (await Rollbacks.BreakGlassAsync(move, Root)).IsOk.ShouldBeTrue();

        (await HistoryAsync("fraud"))[^1]
            .ShouldSatisfyAllConditions(
                last => last.Kind.ShouldBe(TransitionKind.BreakGlass),
                last => (last.Actor, last.Reason).ShouldBe(("root", "fire"))
            );
    }

    [Fact]
    public async Task Broken_glass_lets_no_quarantined_version_in()
    {
        await CreateMeasurableAsync("fraud", 1);
        await new ManifestStore(Database).QuarantineAsync(Blobs.DigestOf("fraud-1"), "a byte changed");

        (await Rollbacks.BreakGlassAsync(new Move("fraud", 1, "Production", false), Ana)).Error!.Code.ShouldBe(
            ErrorCode.Corrupt
        );
    }

    [Fact]
    public async Task Standing_is_given_back_to_who_lost_it_by_who_may()
    {
        await CreateHistoryAsync(1);
        (await Rollbacks.ReinstateAsync("fraud", 1, "", Ana)).Error!.Code.ShouldBe(ErrorCode.Conflict);
        await Test.ExecuteAsync("UPDATE versions SET status = 'revoked', status_message = 'worse'");
        await ApplyAsync(OnlyRoot);

        (await Rollbacks.ReinstateAsync("fraud", 1, "", Ana)).Error!.Code.ShouldBe(ErrorCode.Forbidden);
        (await Rollbacks.ReinstateAsync("fraud", 1, "the holdout was broken", Root)).Value.ShouldSatisfyAllConditions(
            version => version.Status.ShouldBe(VersionStatus.Ready),
            version => version.StatusMessage.ShouldBe("Its standing was given back by root: the holdout was broken")
        );
        (await Rollbacks.ReinstateAsync("fraud", 9, "", Root)).Error!.Code.ShouldBe(ErrorCode.VersionNotFound);
    }

    [Fact]
    public async Task With_its_standing_a_holder_gets_back_the_alias_that_means_its_stage()
    {
        await CreateHistoryAsync(1);
        await Test.ExecuteAsync("UPDATE versions SET status = 'revoked', status_message = 'worse'");
        await ApplyAsync("version: 1\nstages:\n  - { name: Production, occupancy: one, aliases: [champion] }");
        (await ChampionAsync()).ShouldBeNull();

        (await Rollbacks.ReinstateAsync("fraud", 1, "it was sound", Root)).IsOk.ShouldBeTrue();

        (await ChampionAsync()).ShouldBe(1);
    }

    [Fact]
    public async Task A_holder_keeps_the_alias_that_means_its_stage_when_its_standing_goes_and_whatever_policy_comes()
    {
        const string policy = "version: 1\nstages:\n  - { name: Production, occupancy: one, aliases: [champion] }";
        await CreateHistoryAsync(1);
        await ApplyAsync(policy);
        await Test.ExecuteAsync("UPDATE versions SET status = 'revoked', status_message = 'worse'");

        await ApplyAsync(policy + " # as before");

        (await ChampionAsync()).ShouldBe(1);
    }

    [Fact]
    public async Task Rollbacks_at_once_leave_one_holder()
    {
        await CreateHistoryAsync(3);
        await ApplyAsync("version: 1\nstages:\n  - { name: Production, occupancy: one, aliases: [champion] }");

        await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => RollBackAsync()));

        var holder = (await HoldersAsync("fraud", "Production")).ShouldHaveSingleItem();
        (await ChampionAsync()).ShouldBe(holder);
    }

    // Versions 1 … of "fraud", each of which was in Production until the next came.
    private async Task CreateHistoryAsync(int versions)
    {
        await CreateMeasurableAsync("fraud", versions);
        for (var number = 1; number <= versions; number++)
        {
            await MoveAsync("fraud", number, "Production", archive: true);
        }
    }

    private async Task RegisterAsync(string content, string input)
    {
        var signature = new Signature([new SignatureField(input, "float32", [-1, 3])], [new("label", "int64", [-1])]);
        var manifest = Blobs.Manifest(("model.onnx", content));
        await Versions.CreateAsync("fraud", Blobs.Version(manifest, new SignatureReading(signature, null)), Ana);
    }

    private Task<Result<Moved>> RollBackAsync(int? to = null, Dictionary<int, string>? problems = null) =>
        Rollbacks.RollBackAsync(Request("fraud", "Production", to, problems), Ana);

    private static RollbackRequest Request(
        string model,
        string stage,
        int? to = null,
        Dictionary<int, string>? problems = null
    ) => new(model, stage, to, "", problems ?? []);
}

public sealed class SqliteRollbackStoreTests(SqliteTestDatabase database)
    : RollbackStoreContract(database),
        IClassFixture<SqliteTestDatabase>;

public sealed class PostgresRollbackStoreTests(PostgresTestDatabase database)
    : RollbackStoreContract(database),
        IClassFixture<PostgresTestDatabase>;
