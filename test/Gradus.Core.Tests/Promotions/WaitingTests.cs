using Gradus.Core.Approvals;
using Gradus.Core.Evaluations;
using Gradus.Core.Gates;
using Gradus.Core.Holds;
using Gradus.Core.Policies;

namespace Gradus.Core.Promotions;

/// <summary>From the gates' end to the move: approvals, waits, and what changes meanwhile.</summary>
public sealed class WaitingTests
{
    private static readonly StageRules Rules = new()
    {
        Gates = [new GateRule(ThresholdGate.Parse("accuracy>=0.9", "holdout").Value, Fresh: TimeSpan.FromDays(2))],
        Approvals = new ApprovalRule(1, [], FourEyes: true, Expires: TimeSpan.FromDays(1)),
        Soak = TimeSpan.FromHours(12),
    };

    private static readonly PromotionFacts World = Evidence.World(Rules, Evidence.Measured(2, 0.95));

    private static readonly Promotion Awaiting = Decide(Evidence.Asked(2), World);

    [Fact]
    public void Where_a_gate_has_failed_a_check_outside_is_not_waited_for_and_where_work_is_left_it_is()
    {
        StageRules rules = new()
        {
            Gates =
            [
                new GateRule(ThresholdGate.Parse("accuracy>=0.9", "holdout").Value),
                new GateRule(new ExternalGate("ci", TimeSpan.FromHours(2))),
            ],
        };
        var asked = Evidence.Asked(2, PromotionTerms.Plain);

        PromotionStep.Decide(asked, Evidence.World(rules, Evidence.Bare(2))).Promotion.Phase.ShouldBe(Phase.Gating);
        PromotionStep
            .Decide(asked, Evidence.World(rules, Evidence.Measured(2, 0.95)))
            .Promotion.Phase.ShouldBe(Phase.Gating);
        var refused = PromotionStep.Decide(asked, Evidence.World(rules, Evidence.Measured(2, 0.5))).Promotion;

        refused.Outcome.ShouldBe(
            "Version 2 was not promoted to Production: accuracy = 0.5; required ≥ 0.9 (missed by 0.4)."
        );
        refused
            .Gates[^1]
            .Result.ShouldBe(
                new GateResult(Verdict.Skipped, "check ci was not waited for, since another gate has failed")
            );
    }

    [Fact]
    public void What_passed_its_gates_waits_for_approval_until_its_evidence_runs_out()
    {
        Awaiting.Phase.ShouldBe(Phase.AwaitingApproval);
        Awaiting.Outcome.ShouldBe("Waiting for 1 approval of 1.");
        Awaiting.WakeAt.ShouldBe(Evidence.Noon.AddDays(2));
    }

    [Fact]
    public void What_was_approved_soaks_until_the_first_thing_that_can_change()
    {
        var soaking = Decide(Awaiting, Approved());

        soaking.Phase.ShouldBe(Phase.Soaking);
        soaking.Outcome.ShouldBe("Waiting: version 2 soaks in None until 2026-03-02 00:00:00 UTC.");
        soaking.WakeAt.ShouldBe(Evidence.Noon.AddHours(12));
        Decide(soaking, Approved() with { Now = Evidence.Noon.AddHours(12) }).Phase.ShouldBe(Phase.Applying);
    }

    [Fact]
    public void A_longer_soak_wakes_when_the_approval_runs_out()
    {
        var policy = Evidence.Ruled(Rules with { Soak = TimeSpan.FromDays(9) });
        var facts = World with { Revision = Evidence.Revision(policy, 1) };
        var soaking = Decide(Awaiting, Approved(facts));

        soaking.WakeAt.ShouldBe(Evidence.Noon.AddDays(1));
        var after = Decide(soaking, Approved(facts) with { Now = Evidence.Noon.AddDays(1) });
        (after.Phase, after.Outcome).ShouldBe((Phase.AwaitingApproval, "Waiting for 1 approval of 1."));
    }

    [Theory]
    [InlineData("", "Rejected by bo.")]
    [InlineData("too early", "Rejected by bo: too early.")]
    public void A_no_ends_it_in_the_rejecters_words(string comment, string outcome)
    {
        var facts = World with { Approvals = [Says(ApprovalDecision.Reject) with { Comment = comment }] };

        var after = Decide(Awaiting, facts);

        (after.Phase, after.Outcome, after.WakeAt).ShouldBe((Phase.Refused, outcome, null));
        Decide(Decide(Awaiting, Approved()), facts).Phase.ShouldBe(Phase.Refused);
    }

    [Fact]
    public void A_yes_that_is_taken_back_while_soaking_is_waited_for_again() =>
        Decide(Decide(Awaiting, Approved()), World with { Approvals = [Says(), Says(ApprovalDecision.Withdraw)] })
            .Phase.ShouldBe(Phase.AwaitingApproval);

    [Fact]
    public void Another_policy_voids_approvals_and_says_so()
    {
        var facts = Approved() with { Revision = Evidence.Revision(World.Policy, 2) };

        var after = Decide(Awaiting, facts);

        after.Phase.ShouldBe(Phase.AwaitingApproval);
        after.Outcome.ShouldBe(
            "Waiting for 1 approval of 1; 1 approval given before no longer counts, since what was approved has changed."
        );
        after.PolicyRevision.ShouldBe(2);
        after.Binding.ShouldNotBe(Awaiting.Binding);
    }

    [Fact]
    public void Evidence_that_runs_out_is_made_anew_and_approved_anew()
    {
        var late = Approved() with { Now = Evidence.Noon.AddDays(2) };
        var step = PromotionStep.Decide(Awaiting, late);
        var renewed = Evidence.Evaluation(EvaluationOutcome.Measured, 0.95, 2, late.Now, "renewed");

        step.Promotion.Phase.ShouldBe(Phase.Gating);
        step.Promotion.Binding.ShouldBeNull();
        step.Needed.Count.ShouldBe(1);
        var after = Decide(step.Promotion, late with { Candidates = [Evidence.Bare(2).Found(renewed)] });
        after.Phase.ShouldBe(Phase.AwaitingApproval);
        after.Binding.ShouldNotBe(Awaiting.Binding);
    }

    [Fact]
    public void Evidence_that_turns_bad_ends_it_though_it_was_approved()
    {
        var worse = Evidence.Evaluation(EvaluationOutcome.Measured, 0.5, 2, Evidence.Noon.AddMinutes(1), "worse");

        Decide(Awaiting, Approved() with { Candidates = [Evidence.Bare(2).Found(worse)] })
            .Phase.ShouldBe(Phase.Refused);
    }

    [Fact]
    public void A_new_holder_is_measured_before_it_goes_on()
    {
        StageRules rules = new() { Gates = [new GateRule(new IncumbentGate("accuracy", "holdout", 0, false))] };
        var facts = Evidence.World(rules, Evidence.Measured(2, 0.95));
        var applying = Decide(Evidence.Asked(2), facts);
        var step = PromotionStep.Confirm(applying, facts with { Holders = [Evidence.Bare(7, isHolder: true)] });

        applying.Phase.ShouldBe(Phase.Applying);
        step.Promotion.Phase.ShouldBe(Phase.Gating);
        step.Needed.ShouldContain(need => need.Artifact == Evidence.ManifestOf(7));
    }

    [Fact]
    public void A_stopped_line_is_waited_for_without_a_time_and_a_freeze_until_it_is_over()
    {
        var hold = new Hold("h", HoldKind.Line, null, null, "incident", "bo", Evidence.Noon);
        var free = Evidence.World(StageRules.None, Evidence.Measured(2, 0.95));
        var applying = Decide(Evidence.Asked(2), free);
        var stopped = PromotionStep.Confirm(applying, free with { Holds = [hold] }).Promotion;

        (stopped.Phase, stopped.WakeAt).ShouldBe((Phase.Soaking, null));
        stopped.Outcome.ShouldBe("Waiting: the line is stopped by bo: incident.");
        Decide(stopped, free).Phase.ShouldBe(Phase.Applying);

        StageRules closed = new() { Freezes = [new Frozen(Evidence.Noon, Evidence.Noon.AddHours(1))] };
        Decide(Evidence.Asked(2), Evidence.World(closed, Evidence.Bare(2))).WakeAt.ShouldBe(Evidence.Noon.AddHours(1));
    }

    [Fact]
    public void A_report_is_waited_for_as_long_as_its_gate_says_and_that_is_when_it_wakes()
    {
        StageRules rules = new() { Gates = [new GateRule(new ExternalGate("ci", TimeSpan.FromHours(2)))] };
        var facts = Evidence.World(rules, Evidence.Bare(2));
        var waiting = Decide(Evidence.Asked(2), facts);

        (waiting.Phase, waiting.WakeAt).ShouldBe((Phase.Gating, Evidence.Noon.AddHours(2)));
        waiting.Outcome.ShouldBe("Checking version 2: waiting for check ci.");
        Decide(waiting, facts with { Now = waiting.WakeAt!.Value })
            .Outcome.ShouldBe("Version 2 was not promoted to Production: ci has not reported.");
    }

    [Fact]
    public void A_call_that_knows_no_promotions_does_not_wait_under_a_policy_that_only_warns()
    {
        var terms = PromotionTerms.Plain with { Origin = PromotionOrigin.Transition };
        var facts = Evidence.World(Rules, Evidence.Bare(2));
        facts = facts with { Revision = Evidence.Revision(facts.Policy with { Mode = PolicyMode.Warn }) };

        var after = Decide(Evidence.Asked(2, terms), facts);

        after.Phase.ShouldBe(Phase.Applying);
        after.Gates[1].Result!.Verdict.ShouldBe(Verdict.Skipped);
        Decide(Evidence.Asked(2), facts).Phase.ShouldBe(Phase.Gating);
    }

    private static Promotion Decide(Promotion promotion, PromotionFacts facts) =>
        PromotionStep.Decide(promotion, facts).Promotion;

    private static PromotionFacts Approved(PromotionFacts? facts = null) =>
        (facts ?? World) with
        {
            Approvals = [Says()],
        };

    private static Approval Says(ApprovalDecision decision = ApprovalDecision.Approve) =>
        new("a", "p-1", "bo", decision, "", Awaiting.Binding!.Value, Evidence.Noon);
}
