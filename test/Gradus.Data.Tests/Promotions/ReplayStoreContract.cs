using Gradus.Core.Approvals;
using Gradus.Core.Gates;
using Gradus.Core.Models;
using Gradus.Core.Promotions;
using Gradus.Core.Replays;
using Gradus.Data.Artifacts;
using Gradus.Data.Datasets;
using Gradus.Data.Policies;
using Gradus.Testing.Databases;

namespace Gradus.Data.Promotions;

public abstract class ReplayStoreContract(TestDatabase database) : PolicyContract(database)
{
    private const string Rules = """
        version: 1
        stages:
          - name: Staging
          - name: Production
            occupancy: one
            gates:
              - threshold: { metric: accuracy, at_least: 0.9, source: logged }
              - evaluate: { data: holdout }
              - threshold: { metric: accuracy, at_least: 0.8 }
              - incumbent: { metric: accuracy, margin: 0.05 }
              - external: { check: ci, wait: 1h }
              - size: { at_most: 1MB }
        """;

    private static readonly string Stricter = Rules.Replace(
        "at_least: 0.9",
        "at_least: 0.99",
        StringComparison.Ordinal
    );

    private ReplayStore Replays => new(Database);

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public async Task The_policy_in_force_says_of_every_promotion_what_was_said_when_it_ran(int seed)
    {
        var ended = await RunManyAsync(new Random(seed));

        var replay = await ReplayAsync(Rules);

        ended.Select(promotion => promotion.Phase).Distinct().Count().ShouldBeGreaterThan(1);
        replay.Promotions.ShouldBe(ended.Count);
        replay.Changed.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_stricter_policy_blocks_what_it_would_have_blocked_and_nothing_else()
    {
        var ended = await RunManyAsync(new Random(4));
        var passed = ended.Where(promotion => !promotion.Unmet.Any()).ToList();
        var expected = passed.Where(promotion => Logged(promotion) < 0.99).Select(promotion => promotion.Id);

        var replay = await ReplayAsync(Stricter);

        passed.ShouldNotBeEmpty();
        replay.Changed.Select(changed => changed.Promotion).ShouldBe(expected, ignoreOrder: true);
        replay.Changed.ShouldAllBe(changed => changed.DidPass && !changed.WouldPass);
        replay.Changed.SelectMany(changed => changed.Reasons).ShouldAllBe(reason => reason.Contains("required ≥ 0.99"));
    }

    [Fact]
    public async Task A_policy_without_gates_lets_everything_through_and_names_what_it_asks_for_no_more()
    {
        var ended = await RunManyAsync(new Random(5));

        var replay = await ReplayAsync("version: 1");

        replay
            .Changed.Select(changed => changed.Promotion)
            .ShouldBe(
                ended.Where(promotion => promotion.Unmet.Any()).Select(promotion => promotion.Id),
                ignoreOrder: true
            );
        replay.Changed.ShouldAllBe(changed => changed.WouldPass && changed.Reasons.Count > 0);
    }

    [Fact]
    public async Task A_gate_that_was_waived_is_waived_in_the_replay_too()
    {
        await StartAsync(1);
        await LogAsync(1, 0.5);
        await Waivers.GrantAsync(
            new Waiver(
                "w",
                "fraud",
                1,
                "Production",
                "logged accuracy ≥ 0.9",
                "known",
                "",
                default,
                Clock.Now.AddDays(1)
            ),
            Ana
        );
        await ReportAsync(1, Verdict.Passed);
        (await PromoteAsync("p-1", 1)).Phase.ShouldBe(Phase.Gating);
        await MeasureNextAsync(0.95);
        (await RunAsync("p-1")).Phase.ShouldBe(Phase.Succeeded);

        (await ReplayAsync(Rules)).Changed.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_replay_writes_nothing_and_of_no_promotions_says_nothing()
    {
        await CreateMeasurableAsync("fraud", 1);
        var before = await OpenAsync("p-1", 1, Measured);

        var replay = await ReplayAsync(Rules);

        (replay.Promotions, replay.Changed.Count).ShouldBe((0, 0));
        (await GetAsync("p-1")).Revision.ShouldBe(before.Revision);
    }

    [Fact]
    public async Task People_s_words_count_again_by_the_rules_of_the_other_policy()
    {
        await DecideByPeopleAsync();

        (await ReplayAsync(Gated)).ShouldSatisfyAllConditions(
            replay => replay.Promotions.ShouldBe(3),
            replay => replay.Changed.ShouldBeEmpty()
        );
        Single(await ReplayAsync(Asking("{ required: 2 }")))
            .ShouldBe(("approved", false, "needs 1 more approval of 2"));
        Single(await ReplayAsync(Asking("{ required: 1, roles: [others] }") + "\nroles: { others: [eve] }"))
            .ShouldBe(("approved", false, "needs 1 approval of 1 by others"));
        Single(await ReplayAsync(Asking("none")))
            .ShouldBe(("rejected", true, "the yes of who rejected it is not asked for any more"));
    }

    [Fact]
    public async Task Who_failed_a_gate_was_never_put_to_people_so_their_yes_is_not_missed_but_told()
    {
        await DecideByPeopleAsync();

        var changed = (await ReplayAsync(Gated.Replace("0.9", "0.2", StringComparison.Ordinal))).Changed.Single();

        changed.WouldPass.ShouldBeTrue();
        changed.Promotion.ShouldBe("failed");
        changed.Reasons.ShouldBe([
            "logged accuracy ≥ 0.9 is not asked for any more",
            "it would then wait for 1 approval of 1",
        ]);
    }

    [Theory]
    [InlineData("soak: 1h", "version 1 soaks in None until ")]
    [InlineData("freeze: [{ cron: '0 0 * * *', lasts: 23h, reason: Always }]", "Production is frozen (Always) until ")]
    [InlineData("from: [Staging]", "version 1 is in None; Production takes versions from Staging only")]
    public async Task What_would_have_had_to_wait_or_came_from_elsewhere_would_not_have_passed(
        string rule,
        string reason
    )
    {
        await DecideByPeopleAsync();

        var (promotion, wouldPass, why) = Single(await ReplayAsync($"{Gated}\n    {rule}"));

        (promotion, wouldPass).ShouldBe(("approved", false));
        why.ShouldStartWith(reason);
    }

    [Fact]
    public async Task What_was_looked_at_after_the_move_does_not_hide_what_it_was_let_in_on()
    {
        const string watched = """
            version: 1
            stages:
              - name: Production
                occupancy: one
                gates:
                  - threshold: { metric: accuracy, at_least: 0.9, source: logged }
                verify:
                  gates: [threshold: { metric: accuracy, at_least: 0.1, source: logged }]
            """;
        await CreateMeasurableAsync("fraud", 1);
        await ApplyAsync(watched);
        await LogAsync(1, 0.95);
        await PromoteAsync("p-1", 1);
        (await RunAsync("p-1")).Phase.ShouldBe(Phase.Succeeded);

        (await ReplayAsync(watched)).Changed.ShouldBeEmpty();
        Single(await ReplayAsync(watched.Replace("0.9,", "0.99,", StringComparison.Ordinal)))
            .ShouldBe(("p-1", false, "accuracy = 0.95; required ≥ 0.99 (missed by 0.04)"));
    }

    [Fact]
    public async Task What_was_asked_of_a_version_in_place_is_replayed_as_it_was_judged()
    {
        await DecideByPeopleAsync();
        var asked = PromotionTerms.Plain with { Dataset = Measured.Dataset, Require = ["accuracy>=0.9"] };
        (await TryOpenAsync("in-place", "fraud", 1, asked)).Error.ShouldBeNull();
        await RunAsync("in-place");
        (await MeasureNextAsync(0.5)).ShouldBeTrue();
        (await RunAsync("in-place")).Phase.ShouldBe(Phase.Refused);

        (await ReplayAsync(Gated)).Changed.ShouldBeEmpty();
    }

    [Fact]
    public async Task Who_failed_a_gate_did_not_come_to_wait_and_is_told_that_it_would_have()
    {
        await DecideByPeopleAsync();
        var looser = Gated.Replace("0.9", "0.2", StringComparison.Ordinal) + "\n    soak: 1h";

        var changed = (await ReplayAsync(looser)).Changed.Single(one => one.Promotion == "failed");

        changed.WouldPass.ShouldBeTrue();
        changed.Reasons[^1].ShouldStartWith("it would then wait: version 3 soaks in None until ");
    }

    [Fact]
    public async Task What_somebody_called_off_or_is_still_open_was_decided_by_no_rule()
    {
        await DecideByPeopleAsync();
        await LogAsync(4, 0.95);
        await LogAsync(5, 0.95);
        await PromoteAsync("open", 4);
        await PromoteAsync("cancelled", 5);
        (await Steps.CancelAsync("cancelled", Ana)).IsOk.ShouldBeTrue();

        var replay = await ReplayAsync("version: 1");

        replay.Promotions.ShouldBe(3);
        replay.Changed.Select(changed => changed.Promotion).ShouldBe(["rejected", "failed"], ignoreOrder: true);
    }

    [Fact]
    public async Task Told_only_a_rule_would_have_hindered_nobody()
    {
        await DecideByPeopleAsync();

        var replay = await ReplayAsync($"{Asking("{ required: 9 }")}\nmode: warn\n");

        replay.Changed.ShouldAllBe(changed => changed.WouldPass);
    }

    private static string Asking(string approvals) =>
        Gated.Replace("{ required: 1, four_eyes: true }", approvals, StringComparison.Ordinal);

    private static (string Promotion, bool WouldPass, string Reason) Single(PolicyReplay replay)
    {
        var changed = replay.Changed.ShouldHaveSingleItem();
        return (changed.Promotion, changed.WouldPass, changed.Reasons.ShouldHaveSingleItem());
    }

    // One promotion that somebody approved, one that somebody rejected, and one that a gate stopped.
    private async Task DecideByPeopleAsync()
    {
        await CreateMeasurableAsync("fraud", 5);
        await ApplyAsync(Gated);
        await LogAsync(1, 0.95);
        await LogAsync(2, 0.95);
        await LogAsync(3, 0.5);
        await PromoteAsync("approved", 1);
        (await SayAsync("approved", ApprovalDecision.Approve, Ben)).IsOk.ShouldBeTrue();
        (await RunAsync("approved")).Phase.ShouldBe(Phase.Succeeded);
        await PromoteAsync("rejected", 2);
        (await SayAsync("rejected", ApprovalDecision.Reject, Ben, comment: "no")).IsOk.ShouldBeTrue();
        (await RunAsync("rejected")).Phase.ShouldBe(Phase.Refused);
        (await PromoteAsync("failed", 3)).Phase.ShouldBe(Phase.Refused);
    }

    // Twelve promotions of versions with random values, each of which ends or succeeds.
    private async Task<IReadOnlyList<Promotion>> RunManyAsync(Random random)
    {
        await StartAsync(12);
        var ended = new List<Promotion>();
        for (var version = 1; version <= 12; version++)
        {
            await LogAsync(version, 0.85 + (random.NextDouble() * 0.15));
            await ReportAsync(version, random.Next(4) == 0 ? Verdict.Failed : Verdict.Passed);
            var promotion = await PromoteAsync($"p-{version}", version);
            while (promotion.IsOpen)
            {
                (await MeasureNextAsync(0.75 + (random.NextDouble() * 0.25))).ShouldBeTrue(promotion.Outcome);
                promotion = await RunAsync(promotion.Id);
            }

            ended.Add(promotion);
            Clock.Advance(TimeSpan.FromMinutes(1));
        }

        return ended;
    }

    private async Task StartAsync(int versions)
    {
        await CreateMeasurableAsync("fraud", versions);
        await new DatasetStore(Database).PutAsync(
            ModelName.Parse("holdout").Value,
            Blobs.DigestOf("data"),
            4,
            new Core.Datasets.DatasetColumns("class", []),
            Ana
        );
        await ApplyAsync(Rules);
    }

    private async Task ReportAsync(int version, Verdict verdict) =>
        (
            await Checks.ReportAsync(
                "fraud",
                version,
                null,
                new($"c-{version}", default, "ci", verdict, "", "", "", default, ""),
                Ana
            )
        ).IsOk.ShouldBeTrue();

    private Task<PolicyReplay> ReplayAsync(string text) => Replays.ReplayAsync(Parse(text), Cancellation);

    private static double? Logged(Promotion promotion) =>
        promotion.Gates.Single(gate => gate.Name == "logged accuracy ≥ 0.9").Result!.Actual;
}

public sealed class SqliteReplayStoreTests(SqliteTestDatabase database)
    : ReplayStoreContract(database),
        IClassFixture<SqliteTestDatabase>;

public sealed class PostgresReplayStoreTests(PostgresTestDatabase database)
    : ReplayStoreContract(database),
        IClassFixture<PostgresTestDatabase>;
