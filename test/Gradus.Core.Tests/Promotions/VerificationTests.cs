using Gradus.Core.Evaluations;
using Gradus.Core.Gates;
using Gradus.Core.Policies;
using Gradus.Core.Work;

namespace Gradus.Core.Promotions;

/// <summary>Checks after the move.</summary>
public sealed class VerificationTests
{
    private static readonly CommandGate Smoke = new(
        new CommandSpec("smoke", ["true"], null, new Dictionary<string, string>()),
        null
    );

    private static readonly Promotion Moved = Evidence.Asked(2) with
    {
        Phase = Phase.Verifying,
        Outcome = "Version 2 is now in Production.",
        AppliedAt = Evidence.Noon,
    };

    [Theory]
    [InlineData(EvaluationOutcome.Passed, Phase.Succeeded, null)]
    [InlineData(EvaluationOutcome.Failed, Phase.Verifying, "smoke: it says why")]
    [InlineData(EvaluationOutcome.Inconclusive, Phase.Errored, null)]
    [InlineData(EvaluationOutcome.Error, Phase.Errored, null)]
    public void Only_what_failed_by_its_own_terms_is_a_reason_to_undo_the_move(
        EvaluationOutcome outcome,
        Phase phase,
        string? failed
    )
    {
        var step = Verify(Holder(Evidence.Evaluation(outcome, version: 2)));

        (step.Promotion.Phase, step.FailedVerification, step.Promotion.WakeAt).ShouldBe((phase, failed, null));
    }

    [Fact]
    public void A_check_that_failed_technically_leaves_the_version_and_says_so() =>
        Verify(Holder(Evidence.Evaluation(EvaluationOutcome.Error, version: 2)))
            .Promotion.Outcome.ShouldBe(
                "Version 2 stays in Production; it could not be checked after the move: smoke: it says why."
            );

    [Fact]
    public void Evidence_from_before_the_move_does_not_count()
    {
        var before = Evidence.Evaluation(EvaluationOutcome.Passed, version: 2, at: Evidence.Noon.AddTicks(-1));
        var step = Verify(Holder(before));

        step.Promotion.Phase.ShouldBe(Phase.Verifying);
        step.Needed.Single().Task.ShouldBe(Task);
    }

    [Fact]
    public void What_is_checked_after_the_move_is_looked_up_also_beside_other_holders()
    {
        var other = Evidence.Bare(1, isHolder: true);
        var facts = Facts(Evidence.Bare(2, isHolder: true)) with { Holders = [other, Evidence.Bare(2, true)] };

        var needed = PromotionStep.Decide(Moved, facts).Needed;

        needed.ShouldNotBeEmpty();
        PromotionStep.RestsOn(Moved, facts).ShouldBe(needed, ignoreOrder: true);
    }

    [Fact]
    public void A_version_that_left_the_stage_is_not_checked_any_more()
    {
        foreach (var facts in new[] { Facts(Evidence.Bare(2)), Facts(Evidence.Bare(3)) })
        {
            var after = PromotionStep.Decide(Moved, facts).Promotion;
            after.Phase.ShouldBe(Phase.RolledBack);
            after.Outcome.ShouldBe("Version 2 left Production before its checks after the move were done.");
        }
    }

    [Fact]
    public void With_no_checks_asked_for_any_more_it_has_succeeded()
    {
        var facts = Evidence.World(StageRules.None, Evidence.Bare(2, isHolder: true));

        PromotionStep.Decide(Moved, facts).Promotion.ShouldBe(Moved with { Phase = Phase.Succeeded });
    }

    [Fact]
    public void Checks_that_are_only_told_undo_nothing()
    {
        var facts = Facts(Holder(Evidence.Evaluation(EvaluationOutcome.Failed, version: 2)));
        facts = facts with { Revision = Evidence.Revision(facts.Policy with { Mode = PolicyMode.Warn }) };

        var step = PromotionStep.Decide(Moved, facts);

        (step.Promotion.Phase, step.FailedVerification).ShouldBe((Phase.Succeeded, null));
        step.Promotion.Verifications.Single().Result!.Verdict.ShouldBe(Verdict.Failed);
    }

    [Fact]
    public void What_could_only_fail_after_the_move_is_a_gate_before_it()
    {
        var facts = Watched(Evidence.Bare(2) with { Logged = Logged(0.5) });

        var step = PromotionStep.Decide(Evidence.Asked(2), facts);

        step.Promotion.Phase.ShouldBe(Phase.Refused);
        step.Promotion.Outcome.ShouldBe(
            "Version 2 was not promoted to Production: after the move: accuracy = 0.5; required ≥ 0.9 (missed by 0.4)."
        );
        PromotionPlan
            .Of(Evidence.Asked(2), facts)
            .Unmet.Select(condition => (condition.Kind, condition.Name))
            .ShouldBe([("gate", "logged accuracy ≥ 0.9")]);
    }

    [Theory]
    [InlineData(null)]
    [InlineData(0.95)]
    public void What_may_yet_pass_after_the_move_hinders_nothing_before_it(double? logged)
    {
        var facts = Watched(Evidence.Bare(2) with { Logged = Logged(logged) });

        PromotionStep.Decide(Evidence.Asked(2), facts).Promotion.Phase.ShouldBe(Phase.Applying);
    }

    [Fact]
    public void A_check_after_the_move_that_is_waived_or_only_told_hinders_nothing_before_it_either()
    {
        var facts = Watched(Evidence.Bare(2) with { Logged = Logged(0.5) });
        const string gate = "logged accuracy ≥ 0.9";
        var waiver = new Waiver(
            "w",
            "fraud",
            2,
            "Production",
            gate,
            "urgent",
            "bo",
            Evidence.Noon,
            Evidence.Noon.AddDays(1)
        );
        var warns = facts with { Revision = Evidence.Revision(facts.Policy with { Mode = PolicyMode.Warn }) };

        var waived = PromotionStep.Decide(Evidence.Asked(2), facts with { Waivers = [waiver] }).Promotion;
        waived.Phase.ShouldBe(Phase.Applying);
        waived.Gates.Single(state => state.Name == gate).Result!.Verdict.ShouldBe(Verdict.Waived);
        var told = PromotionStep.Decide(Evidence.Asked(2), warns).Promotion;
        told.Phase.ShouldBe(Phase.Applying);
        told.Gates.Single(state => state.Name == gate)
            .ShouldSatisfyAllConditions(
                state => state.ReportOnly.ShouldBeTrue(),
                state => state.Result!.Verdict.ShouldBe(Verdict.Failed)
            );
    }

    [Fact]
    public void What_is_checked_anew_after_the_move_and_failed_so_far_is_told_and_hinders_nothing()
    {
        var failed = Evidence.Bare(2).Found(Task, Evidence.Evaluation(EvaluationOutcome.Failed, version: 2));

        var plan = PromotionPlan.Of(Evidence.Asked(2), Facts(failed));

        plan.IsReady.ShouldBeTrue();
        plan.Conditions.Single(condition => condition.ReportOnly)
            .ShouldSatisfyAllConditions(
                told => told.Kind.ShouldBe("verification"),
                told => told.Message.ShouldBe("after the move: smoke: it says why")
            );
    }

    [Fact]
    public void A_report_from_outside_that_will_count_after_the_move_counts_before_it()
    {
        var said = new ExternalCheck(
            "c",
            Evidence.ManifestOf(2),
            "fairness",
            Verdict.Failed,
            "",
            "",
            "ci",
            Evidence.Noon,
            "fraud"
        );
        var facts = Watched(Evidence.Bare(2) with { Checks = [said] }, new ExternalGate("fairness", TimeSpan.Zero));

        PromotionStep.Decide(Evidence.Asked(2), facts).Promotion.Phase.ShouldBe(Phase.Refused);
    }

    [Fact]
    public void What_a_gate_says_before_the_move_is_not_said_of_after_it_once_more()
    {
        IGate Documented() => new DocumentationGate(0, ["owner"], []);
        var watched = Watched(Evidence.Bare(2), Documented());
        var rules = watched.Policy.Rules["Production"] with { Gates = [new GateRule(Documented())] };

        PromotionPlan
            .Of(Evidence.Asked(2), Evidence.World(rules, Evidence.Bare(2)))
            .Unmet.ShouldHaveSingleItem()
            .Message.ShouldBe("missing: tag 'owner'");
    }

    private static PromotionFacts Watched(VersionFacts version, IGate? gate = null) =>
        Evidence.World(
            new()
            {
                Verification = new VerificationRule(
                    [new GateRule(gate ?? ThresholdGate.Parse("accuracy>=0.9", null).Value)],
                    null,
                    OnFailedVerification.Revoke,
                    1
                ),
            },
            version
        );

    private static Dictionary<string, double> Logged(double? accuracy) =>
        accuracy is { } value ? new() { ["accuracy"] = value } : [];

    private static WorkTask Task => Smoke.Needs(Evidence.Input(Evidence.Bare(2))).Single().Task;

    private static VersionFacts Holder(Evaluation found) => Evidence.Bare(2, isHolder: true).Found(Task, found);

    private static PromotionStep Verify(VersionFacts holder) => PromotionStep.Decide(Moved, Facts(holder));

    private static PromotionFacts Facts(VersionFacts version) =>
        Evidence.World(
            new()
            {
                Verification = new VerificationRule([new GateRule(Smoke)], null, OnFailedVerification.Rollback, 2),
            },
            version
        );
}
