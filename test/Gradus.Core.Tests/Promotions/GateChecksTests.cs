using Gradus.Core.Artifacts;
using Gradus.Core.Evaluations;
using Gradus.Core.Gates;
using Gradus.Core.Policies;
using Gradus.Core.Work;

namespace Gradus.Core.Promotions;

public sealed class GateChecksTests
{
    private static readonly GateRule Size = new(new SizeGate(500));
    private static readonly GateRule Measure = new(new EvaluationGate("holdout"));
    private static readonly GateRule Accuracy = new(ThresholdGate.Parse("accuracy>=0.9", "holdout").Value);
    private static readonly GateRule Ci = new(new ExternalGate("ci", TimeSpan.FromHours(2)));

    private static readonly Waiver Waiver = new(
        "w-1",
        "fraud",
        2,
        "Production",
        "size",
        "urgent",
        "bo",
        Evidence.Noon,
        Evidence.Noon.AddHours(1)
    );

    [Fact]
    public void Gates_that_wait_for_the_same_work_ask_for_it_once()
    {
        var checks = Make([Measure, Accuracy], Evidence.Bare(2));

        checks.IsComplete.ShouldBeFalse();
        checks.Needed.ShouldBe([new WorkRequest(Evidence.ManifestOf(2), Evidence.Measuring)]);
        checks.Waiting.ShouldBe(["evaluate on holdout", "accuracy ≥ 0.9"]);
    }

    [Fact]
    public void Work_that_is_done_is_not_asked_for_and_named_as_evidence()
    {
        var gate = new GateRule(new IncumbentGate("accuracy", "holdout", 0, false));
        var checks = GateChecks.Make(
            [gate],
            Evidence.Input(Evidence.Measured(2, 0.9), Evidence.Bare(1, isHolder: true)),
            []
        );

        checks.Needed.Single().Artifact.ShouldBe(Evidence.ManifestOf(1));
        checks.States.Single().Evidence.ShouldBe(["evaluation-2"]);
    }

    [Fact]
    public void Work_is_done_where_one_of_those_who_wait_for_it_says()
    {
        var checks = Make([Measure, Accuracy with { Runner = "gpu" }], Evidence.Bare(2));

        checks.Needed.ShouldBe([new WorkRequest(Evidence.ManifestOf(2), Evidence.Measuring) { Runner = "gpu" }]);
    }

    [Fact]
    public void What_was_found_counts_wherever_it_was_found() =>
        Make([Measure with { Runner = "gpu" }, Accuracy with { Runner = "cpu" }], Evidence.Measured(2, 0.95))
            .IsComplete.ShouldBeTrue();

    public static TheoryData<IGate> Timed() =>
        [
            new LatencyGate("holdout", 95, 10),
            new LoadLatencyGate("holdout", 95, 10, new RequestLoad(10, 100, 0.95)),
            new RivalLatencyGate("holdout", 0.1, new RequestLoad(10, 100, 0.95)),
            ThresholdGate.Parse("examples_per_second>=10", "holdout").Value,
            new IncumbentGate("latency_p95_ms", "holdout", 0, false),
        ];

    [Theory]
    [MemberData(nameof(Timed))]
    public void A_time_that_was_measured_elsewhere_does_not_count_where_a_runner_is_named(IGate gate)
    {
        var (rule, rival) = (new GateRule(gate), Evidence.Bare(1, isHolder: true));
        var input = Evidence.Input(Evidence.Bare(2), rival);
        var tasks = GateChecks.Make([rule], input, []).Needed.Select(need => need.Task).ToList();
        var found = Evidence.Evaluation(EvaluationOutcome.Error, version: 2);
        var elsewhere = Evidence.Input(
            tasks.Aggregate(Evidence.Bare(2), (version, task) => version.Found(task, found)),
            tasks.Aggregate(rival, (version, task) => version.Found(task, found))
        );

        GateChecks.Make([rule], elsewhere, []).IsComplete.ShouldBeTrue();
        var checks = GateChecks.Make([rule with { Runner = "gpu" }], elsewhere, []);

        checks.IsComplete.ShouldBeFalse();
        checks.Needed.ShouldNotBeEmpty();
        checks.Needed.ShouldAllBe(need => need.Runner == "gpu" && need.Task.Place == "gpu");
    }

    [Fact]
    public void Retries_and_freshness_are_each_gates_own()
    {
        var failed = Evidence.Bare(2).Found(Evidence.Evaluation(EvaluationOutcome.Error, version: 2));
        var checks = Make([Measure with { Retries = 1 }, Accuracy], failed);

        checks.States[0].Result.ShouldBeNull();
        checks.States[1].Result!.Verdict.ShouldBe(Verdict.Error);
        checks.Needed.Count.ShouldBe(1);

        var later = Make(
            [Measure with { Fresh = TimeSpan.FromHours(1) }, Accuracy],
            Evidence.Measured(2, 0.95),
            Evidence.Noon.AddHours(1)
        );
        later.States.Select(state => state.Result?.Verdict).ShouldBe([null, Verdict.Passed]);
    }

    [Fact]
    public void A_waiver_sets_a_gate_aside_and_says_who_and_why()
    {
        var result = Waived(Waiver, Evidence.Noon).Result!;

        result.Verdict.ShouldBe(Verdict.Waived);
        result.LetsThrough.ShouldBeTrue();
        result.Message.ShouldBe("waived by bo until 2026-03-01 13:00 UTC: urgent");
        (result.Actual, result.Bound).ShouldBe((1000, 500));
    }

    [Fact]
    public void A_waiver_that_is_over_taken_back_or_of_something_else_sets_nothing_aside()
    {
        Waived(Waiver, Evidence.Noon.AddHours(1)).Blocks.ShouldBeTrue();
        Waived(Waiver with { RevokedAt = Evidence.Noon }, Evidence.Noon).Blocks.ShouldBeTrue();
        Waived(Waiver with { Version = 3 }, Evidence.Noon).Blocks.ShouldBeTrue();
        Waived(Waiver with { Gate = "Size" }, Evidence.Noon).Blocks.ShouldBeTrue();
    }

    [Fact]
    public void A_gate_that_passes_is_not_waived_and_one_that_waits_need_not_be_waited_for()
    {
        var aside = Waiver with { Gate = "evaluate on holdout" };

        Make([Measure], Evidence.Measured(2, 0.9), waivers: aside)
            .States.Single()
            .Result!.Verdict.ShouldBe(Verdict.Passed);
        var waiting = Make([Measure], Evidence.Bare(2), waivers: aside);
        waiting.States.Single().Result!.Verdict.ShouldBe(Verdict.Waived);
        waiting.Needed.ShouldBeEmpty();
    }

    [Fact]
    public void A_gate_that_is_only_told_blocks_nothing()
    {
        var state = Make([Size with { ReportOnly = true }], Evidence.Bare(2)).States.Single();

        state.Result!.Verdict.ShouldBe(Verdict.Failed);
        state.Blocks.ShouldBeFalse();
    }

    [Fact]
    public void A_gate_that_is_only_told_is_not_waited_for_by_who_cannot_wait()
    {
        var checks = GateChecks.Make(
            [Measure with { ReportOnly = true }, Accuracy],
            Evidence.Input(Evidence.Bare(2)),
            [],
            awaitsTold: false
        );

        checks
            .States[0]
            .Result.ShouldBe(
                new GateResult(Verdict.Skipped, "evaluate on holdout is only told, and was not waited for")
            );
        checks.Waiting.ShouldBe(["accuracy ≥ 0.9"]);
    }

    [Fact]
    public void They_may_turn_when_the_first_of_their_evidence_reports_and_waivers_runs_out()
    {
        var measured = Evidence.Measured(2, 0.95);
        var report = Evidence.Report(2);

        Turns([Measure], measured).ShouldBe(Evidence.Noon.AddDays(7));
        Turns([Measure, Accuracy with { Fresh = TimeSpan.FromDays(1) }], measured).ShouldBe(Evidence.Noon.AddDays(1));
        Turns([Ci], measured).ShouldBe(Evidence.Noon.AddHours(2));
        Turns([Ci], measured with { Checks = [report] }).ShouldBe(Evidence.Noon.AddDays(7));
        Turns([Size], measured).ShouldBeNull();
        Turns([Measure], Evidence.Bare(2)).ShouldBeNull();
        Make([Size, Ci], measured, waivers: Waiver).TurnsAt.ShouldBe(Waiver.ExpiresAt);
        Make([Ci], measured, waivers: Waiver).TurnsAt.ShouldBe(Evidence.Noon.AddHours(2));
    }

    [Fact]
    public void A_technical_failure_does_not_run_out() =>
        Turns([Measure], Evidence.Bare(2).Found(Evidence.Evaluation(EvaluationOutcome.Error, version: 2)))
            .ShouldBeNull();

    [Fact]
    public void The_binding_changes_with_everything_that_people_approve_and_with_nothing_else()
    {
        var version = Evidence.Measured(2, 0.95) with { Logged = Logged(0.951) };
        var logged = new GateRule(ThresholdGate.Parse("accuracy>=0.9", null).Value);
        Digest Binding(
            VersionFacts? facts = null,
            GateRule[]? rules = null,
            string stage = "Production",
            int policy = 1,
            Waiver? waiver = null
        )
        {
            var world = Evidence.World(StageRules.None, facts ?? version);
            return GateChecks
                .Make(rules ?? [Measure, logged], Evidence.Input(facts ?? version), waiver is null ? [] : [waiver])
                .BindingOf(
                    Evidence.Asked(2) with
                    {
                        Stage = stage,
                    },
                    world with
                    {
                        Revision = Evidence.Revision(world.Policy, policy),
                    }
                );
        }

        Digest[] bindings =
        [
            Binding(),
            Binding(version with { Version = version.Version with { Manifest = Evidence.ManifestOf(8) } }),
            Binding(version.Elsewhere()),
            Binding(stage: "Staging"),
            Binding(policy: 2),
            Binding(rules: [Measure]),
            Binding(rules: [Measure, logged with { ReportOnly = true }]),
            Binding(version with { Logged = Logged(0.9512) }),
            Binding(version with { Logged = Logged(0.95101) }),
            Binding(version.Found(Evidence.Evaluation(EvaluationOutcome.Measured, 0.95, 2, id: "renewed"))),
            Binding(rules: [Size]),
            Binding(rules: [Size], waiver: Waiver),
            Binding(rules: [Size], waiver: Waiver with { Actor = "cy" }),
            Binding(rules: [Size], waiver: Waiver with { Reason = "other" }),
        ];

        bindings.Distinct().Count().ShouldBe(bindings.Length);
        Binding().ShouldBe(bindings[0]);
        Binding(version with { Version = version.Version with { UpdatedAt = Evidence.Noon.AddDays(1) } })
            .ShouldBe(bindings[0]);
        Binding(version with { InStageSince = Evidence.Noon.AddDays(-1), Size = 7 }).ShouldBe(bindings[0]);
        Binding(waiver: Waiver).ShouldBe(bindings[0]);
    }

    private static Dictionary<string, double> Logged(double accuracy) => new() { ["accuracy"] = accuracy };

    private static DateTimeOffset? Turns(GateRule[] rules, VersionFacts version) => Make(rules, version).TurnsAt;

    private static GateState Waived(Waiver waiver, DateTimeOffset now) =>
        Make([Size], Evidence.Bare(2), now, waiver).States.Single();

    private static GateChecks Make(
        GateRule[] rules,
        VersionFacts version,
        DateTimeOffset? now = null,
        params Waiver[] waivers
    ) => GateChecks.Make(rules, Evidence.Input(version) with { Now = now ?? Evidence.Noon }, waivers);
}
