using Gradus.Core.Gates;
using Gradus.Core.Models;
using Gradus.Core.Policies;
using Gradus.Core.Serving;

namespace Gradus.Core.Promotions;

/// <summary>Version 2 takes over from version 1: as a shadow, with a quarter of the requests, then whole; five minutes each.</summary>
public sealed class CanaryTests
{
    private static readonly CanaryRule Rule = new(
        [CanaryStep.Shadow, new CanaryStep(0.25)],
        TimeSpan.FromMinutes(5),
        "X-Account"
    );

    private static readonly VerificationRule Verification = new(
        [new GateRule(new TrafficGate(0.01, null, 0.9, 100, TimeSpan.FromMinutes(30)))],
        null,
        OnFailedVerification.Rollback,
        2
    )
    {
        Canary = Rule,
    };

    private static readonly Promotion Moved = Evidence.Asked(2) with
    {
        Phase = Phase.Verifying,
        Outcome = "Version 2 is now in Production.",
        AppliedAt = Evidence.Noon,
        Rollout = Rollout.Begin(Rule, 1, Evidence.Noon),
    };

    private static readonly ServedTraffic Good = Heard.Traffic(200, compared: 200, agreed: 200);

    [Fact]
    public void A_step_lasts_as_long_as_it_must_though_all_is_well()
    {
        var step = At(4, Good);

        step.Promotion.Rollout.ShouldBe(Moved.Rollout);
        step.Promotion.WakeAt.ShouldBe(Evidence.Noon.AddMinutes(5));
        step.Promotion.Outcome.ShouldBe(
            "The canary of version 2 with a shadow (step 1 of 2) is on until 2026-03-01 12:05:00 UTC."
        );
    }

    [Fact]
    public void Then_the_next_one_begins_and_counts_for_itself()
    {
        var step = At(5, Good);

        step.Promotion.Rollout.ShouldBe(
            new Rollout(1, 2, 2, 0.25, Mirror: false, "X-Account", Evidence.Noon.AddMinutes(5))
        );
        step.Promotion.Phase.ShouldBe(Phase.Verifying);
        step.Promotion.Verifications.ShouldHaveSingleItem().Result.ShouldBeNull();
        step.Promotion.Outcome.ShouldContain("25 % of the requests (step 2 of 2)");
    }

    [Fact]
    public void A_step_without_enough_requests_goes_on_for_longer()
    {
        var step = At(6, Heard.Traffic(3));

        step.Promotion.Rollout.ShouldBe(Moved.Rollout);
        step.Promotion.Outcome.ShouldEndWith("(step 1 of 2) is waiting for traffic.");
        step.Promotion.WakeAt.ShouldBe(Evidence.Noon.AddMinutes(30));
    }

    [Fact]
    public void And_is_paused_once_nobody_comes()
    {
        var step = At(30, Heard.Traffic(3));

        step.Promotion.Rollout.ShouldBe(Moved.Rollout);
        step.Promotion.Phase.ShouldBe(Phase.Verifying);
        step.Promotion.Outcome.ShouldEndWith("is paused: too few requests to judge it by: 3 of 100.");
    }

    [Fact]
    public void A_waiver_lets_a_paused_one_go_on()
    {
        var waiver = new Waiver(
            "w",
            "fraud",
            2,
            "Production",
            "traffic",
            "nobody calls at night",
            "bo",
            Evidence.Noon,
            Evidence.Noon.AddDays(1)
        );

        At(30, Heard.Traffic(3), waiver).Promotion.Phase.ShouldBe(Phase.Verifying);
        At(30, Heard.Traffic(3), waiver).Promotion.Rollout!.Step.ShouldBe(2);
        At(29, Heard.Traffic(3), waiver).Promotion.Rollout!.Step.ShouldBe(1);
        At(30, Heard.Traffic(20, failures: 2), waiver).FailedVerification.ShouldNotBeNull();
    }

    [Fact]
    public void Failures_end_it_at_once_with_nothing_waited_for()
    {
        var step = At(0, Heard.Traffic(20, failures: 2));

        step.FailedVerification.ShouldNotBeNull().ShouldStartWith("errors (2 of 20 requests) = 0.1; required ≤ 0.01");
    }

    [Fact]
    public void A_shadow_that_says_something_else_ends_it() =>
        At(0, Heard.Traffic(100, compared: 100, agreed: 50))
            .FailedVerification.ShouldNotBeNull()
            .ShouldStartWith("agreement (50 of 100 requests) = 0.5; required ≥ 0.9");

    [Fact]
    public void After_the_last_step_it_answers_all_and_has_succeeded()
    {
        var last = Moved with { Rollout = Moved.Rollout!.Next(Rule, Evidence.Noon) };
        var report = Heard.In(last.Rollout.SplitOf(last.Id)!, "eu", Good, Evidence.Noon.AddMinutes(5));

        var ended = Decide(last, 5, report).Promotion;

        ended.Rollout.ShouldNotBeNull().IsOn.ShouldBeFalse();
        ended.Phase.ShouldBe(Phase.Succeeded);
        ended.Verifications.ShouldHaveSingleItem().Result!.Verdict.ShouldBe(Verdict.Passed);
        ended.Outcome.ShouldBe("Version 2 is now in Production, after a canary beside version 1.");
    }

    [Fact]
    public void A_policy_that_has_no_canary_any_more_lets_the_version_answer_all()
    {
        var facts = Facts(0, [], []);
        var without = facts.Under(
            Evidence.Ruled(new StageRules { Verification = Verification with { Canary = null } })
        );

        PromotionStep.Decide(Moved, without).Promotion.Rollout!.IsOn.ShouldBeFalse();
    }

    [Fact]
    public void A_version_that_is_quarantined_meanwhile_has_failed()
    {
        var bad = Evidence.Bare(2, isHolder: true);
        bad = bad with
        {
            Version = bad.Version with { Status = VersionStatus.Quarantined, StatusMessage = "a byte changed" },
        };

        var facts = Evidence.World(new StageRules { Verification = Verification }, bad);

        PromotionStep.Decide(Moved, facts).FailedVerification.ShouldBe("version 2 is quarantined: a byte changed");
    }

    private static PromotionStep At(double minutes, ServedTraffic seen, params Waiver[] waivers) =>
        PromotionStep.Decide(
            Moved,
            Facts(
                minutes,
                [Heard.In(Moved.Rollout!.SplitOf(Moved.Id)!, "eu", seen, Evidence.Noon.AddMinutes(minutes))],
                waivers
            )
        );

    private static PromotionStep Decide(Promotion promotion, double minutes, params GatewayReport[] reports) =>
        PromotionStep.Decide(promotion, Facts(minutes, reports, []));

    private static PromotionFacts Facts(
        double minutes,
        IReadOnlyList<GatewayReport> reports,
        IReadOnlyList<Waiver> waivers
    ) =>
        Evidence.World(new StageRules { Verification = Verification }, Evidence.Bare(2, isHolder: true)) with
        {
            Gateways = reports,
            Waivers = waivers,
            Now = Evidence.Noon.AddMinutes(minutes),
        };
}
