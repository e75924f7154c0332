using Gradus.Core.Errors;
using Gradus.Core.Evaluations;
using Gradus.Core.Promotions;
using Gradus.Core.Work;
using Gradus.Data.Artifacts;
using Gradus.Testing.Databases;

namespace Gradus.Data.Promotions;

public abstract class WorkStoreContract(TestDatabase database) : PromotionContract(database)
{
    private static readonly TimeSpan Tick = TimeSpan.FromMilliseconds(1);

    [Fact]
    public async Task A_worker_is_given_what_to_measure_and_within_what_limits()
    {
        await AskAsync(1);

        var work = (await Work.LeaseAsync("worker", "lease-1")).ShouldNotBeNull();

        work.Manifest.Digest.ShouldBe(Blobs.Manifest(("model.onnx", "fraud-1")).Digest);
        (
            work.Task.Dataset!.Name,
            work.Task.Dataset.Label,
            work.Task.Limits.TimeoutSeconds,
            work.Task.Limits.MemoryBytes
        ).ShouldBe(("holdout", "class", 60, 1L << 30));
        (work.Lease, work.Attempt).ShouldBe(("lease-1", 1));
        (await Work.LeaseAsync("worker", "lease-2")).ShouldBeNull();
    }

    [Fact]
    public async Task What_is_lacking_to_rank_versions_is_asked_for_once_however_many_ask_and_opens_no_promotion()
    {
        await CreateMeasurableAsync("fraud", 2);
        var terms = Measured with { Best = Selection.By("accuracy"), Require = [] };
        var asked = new NewPromotion("p", "fraud", null, "Production", terms, "");

        var plans = await Task.WhenAll(
            Enumerable.Range(0, 4).Select(_ => Task.Run(() => Promotions.MeasureAsync(asked, Ana)))
        );
        (await MeasureNextAsync(0.8)).ShouldBeTrue();
        (await MeasureNextAsync(0.9)).ShouldBeTrue();
        (await MeasureNextAsync(1)).ShouldBeFalse();
        var plan = (await Promotions.PlanAsync(asked, Ana, Cancellation)).Value;

        plans.ShouldAllBe(one => one.Value.Candidates.All(candidate => candidate.Lacks == Lack.Waiting));
        plan.Candidates.Select(candidate => (candidate.Value, candidate.Chosen)).ShouldBe([(0.8, false), (0.9, true)]);
        (await Promotions.ListOpenAsync(all: true, Cancellation)).ShouldBeEmpty();
    }

    [Fact]
    public async Task Of_many_workers_each_gets_another_piece_oldest_first()
    {
        await AskAsync(6);

        var first = (await Work.LeaseAsync("worker", "first")).ShouldNotBeNull();
        var rest = await Task.WhenAll(
            Enumerable.Range(0, 12).Select(i => Task.Run(() => Work.LeaseAsync($"w{i}", $"l{i}")))
        );

        var ids = rest.OfType<LeasedWork>().Select(work => work.Id).ToList();
        ids.Count.ShouldBe(5);
        ids.Distinct().Count().ShouldBe(5);
        ids.ShouldAllBe(id => id > first.Id);
    }

    [Fact]
    public async Task A_lease_holds_while_it_is_renewed_and_is_lost_when_it_is_not()
    {
        await AskAsync(1);
        var work = (await Work.LeaseAsync("slow", "lease-1")).ShouldNotBeNull();
        Clock.Advance(WorkStore.LeaseTime);
        (await Work.LeaseAsync("other", "lease-2")).ShouldBeNull();
        (await Work.RenewAsync(work.Id, "lease-1")).ShouldBeTrue();
        (await Work.RenewAsync(work.Id, "not the lease")).ShouldBeFalse();
        Clock.Advance(WorkStore.LeaseTime);
        (await Work.LeaseAsync("other", "lease-2")).ShouldBeNull();

        Clock.Advance(Tick);
        var again = (await Work.LeaseAsync("other", "lease-2")).ShouldNotBeNull();

        (again.Id, again.Attempt).ShouldBe((work.Id, 2));
        (await Work.RenewAsync(work.Id, "lease-1")).ShouldBeFalse();
        (await CompleteAsync(work, 0.9)).Error!.Code.ShouldBe(ErrorCode.Conflict);
        (await CompleteAsync(again, 0.9)).IsOk.ShouldBeTrue();
    }

    [Fact]
    public async Task Work_is_done_once()
    {
        await AskAsync(1);
        var work = (await Work.LeaseAsync("worker", "lease-1")).ShouldNotBeNull();

        var results = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => CompleteAsync(work, 0.9)));

        results.Count(result => result.IsOk).ShouldBe(1);
        results.Where(result => !result.IsOk).ShouldAllBe(result => result.Error!.Code == ErrorCode.Conflict);
        (await Test.QueryAsync("SELECT COUNT(*) FROM evaluations")).ShouldBe(["1"]);
        (await Work.LeaseAsync("worker", "lease-2")).ShouldBeNull();
    }

    [Fact]
    public async Task An_outcome_that_is_refused_leaves_the_work_in_the_workers_hands()
    {
        await AskAsync(1);
        var work = (await Work.LeaseAsync("worker", "lease-1")).ShouldNotBeNull();

        (await Work.CompleteAsync(work.Id, work.Lease, (_, _) => Error.Invalid("No metrics."))).Error!.Message.ShouldBe(
            "No metrics."
        );

        (await CompleteAsync(work, 0.9)).IsOk.ShouldBeTrue();
    }

    [Fact]
    public async Task Work_that_three_workers_did_not_come_back_from_is_given_up_as_an_error()
    {
        await AskAsync(1);
        for (var attempt = 1; attempt <= 3; attempt++)
        {
            (await Work.LeaseAsync("worker", $"lease-{attempt}")).ShouldNotBeNull().Attempt.ShouldBe(attempt);
            Clock.Advance(WorkStore.LeaseTime + Tick);
        }

        (await Work.LeaseAsync("worker", "lease-4")).ShouldBeNull();

        var promotion = await AdvanceAsync("p-1");
        promotion.Phase.ShouldBe(Phase.Errored);
        promotion.Outcome.ShouldContain("3 workers took it on and were not heard of again");
        (await Test.QueryAsync("SELECT COUNT(*) FROM work")).ShouldBe(["0"]);
    }

    [Fact]
    public async Task The_same_task_is_measured_once_for_all_who_wait_for_it_and_another_task_anew()
    {
        await CreateMeasurableAsync("fraud", 1);
        await CreateModelAsync("twin");
        await Versions.CreateAsync("twin", Blobs.Version(Blobs.Manifest(("model.onnx", "fraud-1"))), Ana);
        await OpenAsync("p-1", 1, Measured);
        await TryOpenAsync("p-2", "twin", 1, Measured with { Require = ["accuracy>=0.5"] });
        await TryOpenAsync("p-3", "twin", 1, Measured with { Limits = new Limits(61, 1 << 30) }, "Staging");
        foreach (var id in new[] { "p-1", "p-2", "p-3" })
        {
            await AdvanceAsync(id);
        }

        (await MeasureNextAsync(0.7)).ShouldBeTrue();

        (await AdvanceAsync("p-1")).Phase.ShouldBe(Phase.Refused);
        (await AdvanceAsync("p-2")).Phase.ShouldBe(Phase.Applying);
        (await AdvanceAsync("p-3")).Phase.ShouldBe(Phase.Gating);
        (await MeasureNextAsync(0.9)).ShouldBeTrue();
        (await MeasureNextAsync(0.9)).ShouldBeFalse();
    }

    [Fact]
    public async Task Evidence_is_used_again_while_it_is_fresh()
    {
        await AskAsync(1);
        await MeasureNextAsync(0.95);
        await Steps.CancelAsync("p-1", Ana);
        Clock.Advance(Evaluation.Freshness - Tick);
        await OpenAsync("p-2", 1, Measured);
        (await AdvanceAsync("p-2")).Phase.ShouldBe(Phase.Applying);
        await Steps.CancelAsync("p-2", Ana);

        Clock.Advance(Tick);
        await OpenAsync("p-3", 1, Measured);

        (await AdvanceAsync("p-3")).Phase.ShouldBe(Phase.Gating);
    }

    // Promotions p-1 … of as many versions, each of which waits for its measurement.
    private async Task AskAsync(int versions)
    {
        await CreateMeasurableAsync("fraud", versions);
        for (var i = 1; i <= versions; i++)
        {
            await OpenAsync($"p-{i}", i, Measured);
            await AdvanceAsync($"p-{i}");
        }
    }
}

public sealed class SqliteWorkStoreTests(SqliteTestDatabase database)
    : WorkStoreContract(database),
        IClassFixture<SqliteTestDatabase>;

public sealed class PostgresWorkStoreTests(PostgresTestDatabase database)
    : WorkStoreContract(database),
        IClassFixture<PostgresTestDatabase>;
