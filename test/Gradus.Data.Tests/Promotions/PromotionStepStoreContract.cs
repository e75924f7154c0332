using Gradus.Core.Errors;
using Gradus.Core.Promotions;
using Gradus.Data.Artifacts;
using Gradus.Data.Ledger;
using Gradus.Testing.Databases;

namespace Gradus.Data.Promotions;

public abstract class PromotionStepStoreContract(TestDatabase database) : PromotionContract(database)
{
    [Fact]
    public async Task A_version_that_passes_is_moved_and_its_transition_names_the_promotion()
    {
        await CreateMeasurableAsync("fraud", 1);
        await OpenAsync("p-1", 1, Measured);

        (await AdvanceAsync("p-1")).Phase.ShouldBe(Phase.Gating);
        (await MeasureNextAsync(0.95)).ShouldBeTrue();
        (await AdvanceAsync("p-1")).Phase.ShouldBe(Phase.Applying);
        (await GetVersionAsync("fraud", 1)).Stage.ShouldBe("None");
        var done = (await Steps.ApplyAsync("p-1")).Value;

        done.Phase.ShouldBe(Phase.Succeeded);
        done.Outcome.ShouldBe("Version 1 is now in Production.");
        (await GetVersionAsync("fraud", 1)).Stage.ShouldBe("Production");
        (await HistoryAsync("fraud"))[^1]
            .ShouldSatisfyAllConditions(
                transition => transition.Promotion.ShouldBe("p-1"),
                transition => transition.Reason.ShouldBe("because"),
                transition => transition.Actor.ShouldBe("ana")
            );
        var evidence = (await Promotions.EvidenceAsync(done, Cancellation)).Single();
        evidence.Metric("accuracy").ShouldBe(0.95);
        evidence.Metric("undefined").ShouldBe(double.NaN);
    }

    [Fact]
    public async Task A_version_that_keeps_no_bytes_here_moves_in_the_transaction_that_opens_its_promotion()
    {
        await CreateModelAsync("fraud", 2);
        await MoveAsync("fraud", 1, "Production");
        var ledger = new LedgerStore(Database);
        var before = (await ledger.EndAsync(Cancellation)).Size;

        var done = await OpenAsync("p-1", 2, Ungated with { ArchiveExisting = true });

        done.Phase.ShouldBe(Phase.Succeeded);
        done.Outcome.ShouldBe("Version 2 is now in Production. Archived: version 1.");
        done.ShouldBe(await GetAsync("p-1"), new SameRevision());
        (await HoldersAsync("fraud", "Production")).ShouldBe([2]);
        (await HistoryAsync("fraud"))[^1].Promotion.ShouldBe("p-1");
        (await ledger.EndAsync(Cancellation)).Size.ShouldBe(before + 1);
        var entry = (await ledger.FindOfPromotionAsync("fraud", "p-1", Cancellation)).ShouldNotBeNull();
        entry.Record.Action.ShouldBe("promotion.request");
        entry.Record.Changes.ShouldContain(change => change.Contains("\"transitions\"", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_version_that_fails_is_refused_and_stays_where_it_is()
    {
        await CreateMeasurableAsync("fraud", 1);
        await OpenAsync("p-1", 1, Measured);
        await AdvanceAsync("p-1");
        await MeasureNextAsync(0.5);

        var refused = await AdvanceAsync("p-1");

        refused.Phase.ShouldBe(Phase.Refused);
        (await new LedgerStore(Database).FindOfPromotionAsync("fraud", "p-1", Cancellation)).ShouldBeNull();
        refused.Outcome.ShouldContain("accuracy = 0.5; required ≥ 0.9");
        (await Steps.ApplyAsync("p-1")).Value.ShouldBe(await GetAsync("p-1"), new SameRevision());
        (await GetVersionAsync("fraud", 1)).Stage.ShouldBe("None");
        (await HistoryAsync("fraud")).Count.ShouldBe(1);
    }

    [Fact]
    public async Task The_best_is_picked_once_all_are_measured_and_displaces_whom_it_should()
    {
        await CreateMeasurableAsync("fraud", 3);
        await MoveAsync("fraud", 1, "Production");
        await OpenAsync("p-1", null, Measured with { Best = Selection.By("accuracy"), ArchiveExisting = true });

        await AdvanceAsync("p-1");
        foreach (var accuracy in new[] { 0.91, 0.97, 0.93 })
        {
            (await AdvanceAsync("p-1")).Phase.ShouldBe(Phase.Pending);
            (await MeasureNextAsync(accuracy)).ShouldBeTrue();
        }

        (await AdvanceAsync("p-1")).Version.ShouldBe(2);
        (await Steps.ApplyAsync("p-1")).Value.Outcome.ShouldBe("Version 2 is now in Production. Archived: version 1.");
        (await HoldersAsync("fraud", "Production")).ShouldBe([2]);
    }

    [Fact]
    public async Task Steps_that_change_nothing_write_nothing()
    {
        await CreateMeasurableAsync("fraud", 1);
        await OpenAsync("p-1", 1, Measured);
        var waiting = await AdvanceAsync("p-1");

        for (var i = 0; i < 3; i++)
        {
            (await AdvanceAsync("p-1")).Revision.ShouldBe(waiting.Revision);
        }

        (await Test.QueryAsync("SELECT COUNT(*) FROM work")).ShouldBe(["1"]);
    }

    [Fact]
    public async Task However_many_drive_a_promotion_its_version_moves_once()
    {
        await CreateMeasurableAsync("fraud", 1);
        await OpenAsync("p-1", 1, Ungated);

        await Task.WhenAll(
            Enumerable
                .Range(0, 16)
                .Select(i =>
                    Task.Run<Result<Promotion>>(async () =>
                        i % 2 == 0 ? await Steps.AdvanceAsync("p-1", Cancellation) : await Steps.ApplyAsync("p-1")
                    )
                )
        );
        await AdvanceAsync("p-1");
        await Steps.ApplyAsync("p-1");
        await Steps.ApplyAsync("p-1");

        (await GetAsync("p-1")).Phase.ShouldBe(Phase.Succeeded);
        (await HistoryAsync("fraud")).Count(transition => transition.Promotion == "p-1").ShouldBe(1);
    }

    [Fact]
    public async Task A_version_quarantined_before_it_moves_does_not_move()
    {
        await CreateMeasurableAsync("fraud", 1);
        await OpenAsync("p-1", 1, Ungated);
        (await AdvanceAsync("p-1")).Phase.ShouldBe(Phase.Applying);
        await new ManifestStore(Database).QuarantineAsync(Blobs.DigestOf("fraud-1"), "a byte changed");

        (await Steps.ApplyAsync("p-1")).Value.Phase.ShouldBe(Phase.Refused);

        (await GetVersionAsync("fraud", 1)).Stage.ShouldBe("None");
    }

    [Fact]
    public async Task A_version_or_a_stage_that_goes_meanwhile_ends_the_promotion()
    {
        await CreateMeasurableAsync("fraud", 2);
        await CreateStageAsync("Canary");
        (await TryOpenAsync("p-1", "fraud", 1, Ungated, "Canary")).IsOk.ShouldBeTrue();
        await OpenAsync("p-2", 2, Ungated);
        await AdvanceAsync("p-1");
        await AdvanceAsync("p-2");

        await Stages.DeleteAsync("Canary", Ana);
        await Versions.DeleteAsync("fraud", 2, Ana);

        (await Steps.ApplyAsync("p-1")).Value.Phase.ShouldBe(Phase.Refused);
        (await Steps.ApplyAsync("p-2")).Value.Phase.ShouldBe(Phase.Refused);
    }

    [Fact]
    public async Task A_promotion_called_off_does_not_move_and_one_that_has_ended_is_not_called_off()
    {
        await CreateMeasurableAsync("fraud", 1);
        await OpenAsync("p-1", 1, Ungated);
        await AdvanceAsync("p-1");

        (await Steps.CancelAsync("p-1", Ben)).Value.Outcome.ShouldBe("Cancelled by ben.");

        (await Steps.ApplyAsync("p-1")).Value.Phase.ShouldBe(Phase.Cancelled);
        (await Steps.CancelAsync("p-1", Ben)).Error!.Code.ShouldBe(ErrorCode.Conflict);
        (await GetVersionAsync("fraud", 1)).Stage.ShouldBe("None");
    }

    [Fact]
    public async Task A_call_off_and_a_move_at_once_have_one_outcome()
    {
        await CreateMeasurableAsync("fraud", 12);
        for (var i = 1; i <= 12; i++)
        {
            await OpenAsync($"p-{i}", i, Ungated);
            await AdvanceAsync($"p-{i}");

            var (apply, cancel) = (Steps.ApplyAsync($"p-{i}"), Steps.CancelAsync($"p-{i}", Ben));
            await Task.WhenAll(apply, cancel);

            var phase = (await GetAsync($"p-{i}")).Phase;
            phase.ShouldBe((await cancel).IsOk ? Phase.Cancelled : Phase.Succeeded);
            (await GetVersionAsync("fraud", i)).Stage.ShouldBe(phase == Phase.Succeeded ? "Production" : "None");
        }
    }

    [Fact]
    public async Task A_fault_ends_a_promotion_with_its_reason()
    {
        await CreateMeasurableAsync("fraud", 1);
        (await OpenAsync("p-1", 1, Ungated)).Phase.ShouldBe(Phase.Applying);

        var errored = (await Steps.FaultAsync("p-1", "the disk is gone")).Value;

        (errored.Phase, errored.Outcome).ShouldBe((Phase.Errored, "the disk is gone"));
        errored.IsOpen.ShouldBeFalse();
    }

    [Fact]
    public async Task What_went_wrong_with_applying_ends_no_promotion_that_is_elsewhere_by_now()
    {
        await CreateMeasurableAsync("fraud", 1);
        await OpenAsync("p-1", 1, Measured);

        (await Steps.FaultAsync("p-1", "the disk is gone")).Value.Phase.ShouldBe(Phase.Gating);
    }

    [Fact]
    public async Task A_promotion_of_the_best_that_picks_a_version_with_an_open_one_is_refused()
    {
        await CreateMeasurableAsync("fraud", 1);
        await OpenAsync("p-1", 1, Measured);
        await OpenAsync("p-2", null, Measured with { Best = Selection.By("accuracy") });
        await AdvanceAsync("p-2");
        await MeasureNextAsync(0.95);

        var refused = await AdvanceAsync("p-2");

        refused.Phase.ShouldBe(Phase.Refused);
        refused.Outcome.ShouldContain("'p-1'");
    }

    /// <summary>Promotions hold lists, which compare by reference: their revision tells whether they are the same.</summary>
    private sealed class SameRevision : IEqualityComparer<Promotion>
    {
        public bool Equals(Promotion? x, Promotion? y) => (x?.Id, x?.Revision) == (y?.Id, y?.Revision);

        public int GetHashCode(Promotion promotion) => promotion.Id.GetHashCode(StringComparison.Ordinal);
    }
}

public sealed class SqlitePromotionStepStoreTests(SqliteTestDatabase database)
    : PromotionStepStoreContract(database),
        IClassFixture<SqliteTestDatabase>;

public sealed class PostgresPromotionStepStoreTests(PostgresTestDatabase database)
    : PromotionStepStoreContract(database),
        IClassFixture<PostgresTestDatabase>;
