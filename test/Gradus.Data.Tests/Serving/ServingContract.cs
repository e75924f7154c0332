using Gradus.Core.Errors;
using Gradus.Core.Identities;
using Gradus.Core.Models;
using Gradus.Core.Promotions;
using Gradus.Core.Serving;
using Gradus.Data.Artifacts;
using Gradus.Data.Ledger;
using Gradus.Data.Policies;
using Gradus.Testing.Databases;

namespace Gradus.Data.Serving;

public abstract class ServingContract(TestDatabase database) : PolicyContract(database)
{
    private const string Canary = """
        version: 1
        stages:
          - name: Production
            occupancy: one
            verify:
              canary: { steps: [shadow, "25%"], each: 5m, key: X-Account }
              gates:
                - traffic: { errors: "1%", requests: 100, wait: 1h }
              on_failure: rollback
        """;

    private ServingStore Serving => new(Database);

    [Fact]
    public async Task Who_holds_a_stage_answers_there_and_of_several_the_highest()
    {
        await CreateMeasurableAsync("fraud", 3);
        (await TrafficAsync()).ShouldBe(new Serving(null, null));
        await MoveAsync("fraud", 2, "Production");
        await MoveAsync("fraud", 1, "Production");

        var now = await TrafficAsync();
        (now.Holder!.Number, now.Rollout).ShouldBe((2, null));
    }

    [Fact]
    public async Task What_is_not_there_is_told()
    {
        await CreateMeasurableAsync("fraud", 1);

        (await Serving.GetAsync("nobody", "Production", Cancellation)).Error.ShouldBe(Error.ModelNotFound("nobody"));
        (await Serving.GetAsync("fraud", "Producton", Cancellation)).Error!.Message.ShouldContain(
            "Did you mean 'Production'?"
        );
        (await Serving.ListAsync("nobody", "Production", Cancellation)).Error.ShouldBe(Error.ModelNotFound("nobody"));
        (await Serving.ReportAsync("nobody", "Production", Report("eu"), Ana)).Error.ShouldBe(
            Error.ModelNotFound("nobody")
        );
    }

    [Fact]
    public async Task Of_a_gateway_the_last_word_is_kept_and_of_one_that_is_gone_for_a_day_none()
    {
        await CreateMeasurableAsync("fraud", 1);
        await Serving.ReportAsync("fraud", "Production", Report("eu"), Ana);
        await Serving.ReportAsync("fraud", "Production", Report("us"), Ana);
        Clock.Advance(TimeSpan.FromHours(24) + TimeSpan.FromSeconds(1));

        var heard = (
            await Serving.ReportAsync("fraud", "Production", Report("eu") with { Problem = "no room" }, Ana)
        ).Value;

        heard.ReportedAt.ShouldBe(Clock.Now);
        var listed = (await Serving.ListAsync("fraud", "Production", Cancellation)).Value.ShouldHaveSingleItem();
        (listed.Gateway, listed.Problem, listed.ReportedAt).ShouldBe(("eu", "no room", Clock.Now));
        (await Serving.ListAsync("fraud", "Staging", Cancellation)).Value.ShouldBeEmpty();
    }

    [Fact]
    public async Task What_a_gateway_says_is_no_change_of_the_registry()
    {
        await CreateMeasurableAsync("fraud", 1);
        var ledger = new LedgerStore(Database);
        var before = await ledger.ListAsync(0, long.MaxValue, Cancellation);

        await Serving.ReportAsync("fraud", "Production", Report("eu"), Ana);

        (await ledger.ListAsync(0, long.MaxValue, Cancellation)).Count.ShouldBe(before.Count);
    }

    [Fact]
    public async Task A_version_that_comes_in_takes_over_from_the_one_before_it_step_by_step()
    {
        await BeginAsync();

        var first = await TrafficAsync();
        (first.Holder!.Number, first.Rollout!.Promotion, first.Rollout.Incumbent.Number).ShouldBe((2, "p-2", 1));
        first.Rollout.Step.ShouldBe(new Rollout(1, 1, 2, 0, Mirror: true, "X-Account", Clock.Now));

        await HearAsync("p-2/1");
        Clock.Advance(TimeSpan.FromMinutes(5));
        await HearAsync("p-2/1");
        (await RunAsync("p-2")).Phase.ShouldBe(Phase.Verifying);
        (await TrafficAsync()).Rollout!.Step.ShouldBe(
            new Rollout(1, 2, 2, 0.25, Mirror: false, "X-Account", Clock.Now)
        );

        Clock.Advance(TimeSpan.FromMinutes(5));
        await HearAsync("p-2/2");
        var done = await RunAsync("p-2");
        (await TrafficAsync()).Rollout.ShouldBeNull();
        (done.Phase, done.Outcome).ShouldBe(
            (Phase.Succeeded, "Version 2 is now in Production, after a canary beside version 1.")
        );
    }

    [Fact]
    public async Task One_that_fails_is_rolled_back_and_the_one_before_it_answers_all_again()
    {
        await BeginAsync();

        await HearAsync("p-2/1", failures: 3);
        var undone = await RunAsync("p-2");

        undone.Phase.ShouldBe(Phase.RolledBack);
        undone.Outcome.ShouldContain("errors (3 of 150 requests) = 0.02");
        undone.Outcome.ShouldEndWith("Rolled back to version 1.");
        var now = await TrafficAsync();
        (now.Holder!.Number, now.Rollout).ShouldBe((1, null));
        (await GetVersionAsync("fraud", 2)).Status.ShouldBe(VersionStatus.Revoked);
    }

    [Fact]
    public async Task The_first_holder_has_nobody_beside_it()
    {
        await ApplyAsync(Canary);
        await CreateMeasurableAsync("fraud", 1);

        var moved = await PromoteAsync("p-1", 1);

        (moved.Phase, moved.Rollout).ShouldBe((Phase.Verifying, null));
        (await TrafficAsync()).Rollout.ShouldBeNull();
    }

    [Fact]
    public async Task Who_comes_in_during_a_canary_stands_beside_the_one_that_had_proved_itself()
    {
        await BeginAsync();

        await PromoteAsync("p-3", 3);

        (await AdvanceAsync("p-2")).Phase.ShouldBe(Phase.RolledBack);
        var now = await TrafficAsync();
        (now.Holder!.Number, now.Rollout!.Incumbent.Number).ShouldBe((3, 1));

        await HearAsync("p-3/1", failures: 3, version: 3);
        (await RunAsync("p-3")).Outcome.ShouldEndWith("Rolled back to version 1.");
        (await TrafficAsync()).Holder!.Number.ShouldBe(1);
    }

    [Fact]
    public async Task Nobody_stands_beside_a_version_that_comes_after_one_whose_bytes_are_not_sound()
    {
        await CreateMeasurableAsync("fraud", 2);
        await MoveAsync("fraud", 1, "Production");
        await ApplyAsync(Canary);
        await new ManifestStore(Database).QuarantineAsync(Blobs.DigestOf("fraud-1"), "a byte changed");

        (await PromoteAsync("p-2", 2)).Rollout.ShouldBeNull();
    }

    [Fact]
    public async Task What_gateways_count_is_told_by_the_ledger_once_it_makes_a_difference()
    {
        await BeginAsync();
        await HearAsync("p-2/1");
        await RunAsync("p-2");
        var ledger = new LedgerStore(Database);
        var before = await ledger.ListAsync(0, long.MaxValue, Cancellation);

        for (var more = 1; more < 5; more++)
        {
            await HearAsync("p-2/1", requests: 150 + more);
            await RunAsync("p-2");
        }

        (await ledger.ListAsync(0, long.MaxValue, Cancellation)).Count.ShouldBe(before.Count);
    }

    [Fact]
    public async Task Who_may_not_work_at_a_stage_says_nothing_of_it()
    {
        await CreateMeasurableAsync("fraud", 1);
        await ApplyAsync(
            """
            version: 1
            permissions:
              - { allow: [work], to: [ana], stages: [Staging] }
              - { allow: [promote, apply-policy], to: [root] }
            """
        );

        var gateway = Ana with { Identity = new Identity("ana", IdentityKind.Person, [], null) };
        (await Serving.ReportAsync("fraud", "Staging", Report("eu"), gateway)).Error.ShouldBeNull();
        (await Serving.ReportAsync("fraud", "Production", Report("eu"), gateway)).Error!.Code.ShouldBe(
            ErrorCode.Forbidden
        );
    }

    [Fact]
    public async Task There_is_room_for_so_many_gateways_and_those_that_are_gone_make_it()
    {
        await CreateMeasurableAsync("fraud", 1);
        for (var i = 0; i < GatewayRows.Most; i++)
        {
            await Serving.ReportAsync("fraud", "Production", Report($"g{i}"), Ana);
        }

        (await Serving.ReportAsync("fraud", "Production", Report("more"), Ana)).Error!.Code.ShouldBe(
            ErrorCode.Conflict
        );
        (await Serving.ReportAsync("fraud", "Production", Report("g1"), Ana)).Error.ShouldBeNull();
        Clock.Advance(TimeSpan.FromDays(2));
        (await Serving.ReportAsync("fraud", "Production", Report("more"), Ana)).Error.ShouldBeNull();
    }

    [Fact]
    public async Task A_policy_that_only_warns_lets_a_version_take_over_at_once()
    {
        await CreateMeasurableAsync("fraud", 2);
        await MoveAsync("fraud", 1, "Production");
        await ApplyAsync(Canary + "\nmode: warn");

        (await PromoteAsync("p-2", 2)).Rollout.ShouldBeNull();
    }

    // Version 1 holds the stage, and version 2 comes in.
    private async Task BeginAsync()
    {
        await CreateMeasurableAsync("fraud", 3);
        await MoveAsync("fraud", 1, "Production");
        await ApplyAsync(Canary);
        (await PromoteAsync("p-2", 2)).Phase.ShouldBe(Phase.Verifying);
    }

    private async Task<Serving> TrafficAsync() => (await Serving.GetAsync("fraud", "Production", Cancellation)).Value;

    private async Task HearAsync(string split, long failures = 0, long requests = 150, int version = 2)
    {
        var digest = (await GetVersionAsync("fraud", version)).Manifest!.Value.ToString();
        var counts = new long[LatencyHistogram.Buckets];
        counts[8] = requests - failures;
        var traffic = new ServedTraffic(requests, failures, new LatencyHistogram(counts));
        var report = Report("eu") with { Candidate = new ServedVersion(version, digest, traffic), Split = split };
        (await Serving.ReportAsync("fraud", "Production", report, Ana)).Error.ShouldBeNull();
    }

    private static GatewayReport Report(string gateway) =>
        new(gateway, DateTimeOffset.UnixEpoch, Answering: null, Candidate: null, Split: null, Problem: null);
}

public sealed class SqliteServingTests(SqliteTestDatabase database)
    : ServingContract(database),
        IClassFixture<SqliteTestDatabase>;

public sealed class PostgresServingTests(PostgresTestDatabase database)
    : ServingContract(database),
        IClassFixture<PostgresTestDatabase>;
