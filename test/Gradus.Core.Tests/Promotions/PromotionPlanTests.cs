using Gradus.Core.Approvals;
using Gradus.Core.Artifacts;
using Gradus.Core.Evaluations;
using Gradus.Core.Gates;
using Gradus.Core.Holds;
using Gradus.Core.Policies;
using Gradus.Core.Stages;
using Gradus.Core.Work;

namespace Gradus.Core.Promotions;

public sealed class PromotionPlanTests
{
    private static readonly GateRule Accuracy = new(ThresholdGate.Parse("accuracy>=0.9", "holdout").Value);

    private static readonly StageRules Team = new()
    {
        Gates = [Accuracy, new GateRule(new ExternalGate("ci", TimeSpan.FromHours(1)))],
        Approvals = new ApprovalRule(1, [], FourEyes: true, Expires: null),
        Aliases = ["champion"],
    };

    private static readonly ExternalCheck Report = Evidence.Report(2);

    private static readonly VersionFacts Good = Evidence.Measured(2, 0.95) with { Checks = [Report] };

    [Fact]
    public void What_would_be_applied_at_once_is_ready()
    {
        var plan = Plan(Evidence.World(new() { Gates = [Accuracy] }, Good));

        plan.IsReady.ShouldBeTrue();
        plan.Unmet.ShouldBeEmpty();
        (plan.Model, plan.Version, plan.From, plan.To).ShouldBe(("fraud", 2, "None", "Production"));
        (plan.PolicyRevision, plan.Mode).ShouldBe((1, PolicyMode.Enforce));
        plan.Gates.Select(gate => gate.Result!.Verdict).ShouldBe([Verdict.Passed, Verdict.Passed]);
    }

    [Fact]
    public void Everything_that_is_not_met_is_told_with_what_would_unblock_it()
    {
        var rules = Team with
        {
            From = ["Staging"],
            Soak = TimeSpan.FromHours(1),
            Freezes = [new Frozen(Evidence.Noon, Evidence.Noon.AddHours(2))],
        };
        var facts = Evidence.World(rules, Evidence.Measured(2, 0.8)) with
        {
            Holds = [new Hold("h", HoldKind.Line, null, null, "incident", "bo", Evidence.Noon)],
        };

        Plan(facts)
            .Unmet.Select(condition => (condition.Kind, condition.Message))
            .ShouldBe([
                ("version", "Version 2 is in None; Production takes versions from Staging only."),
                ("gate", "accuracy = 0.8; required ≥ 0.9 (missed by 0.1)"),
                ("gate", "check ci has not been checked yet"),
                ("approval", "needs 1 approval of 1"),
                ("line", "the line is stopped by bo: incident"),
                ("freeze", "Production is frozen (Weekend) until 2026-03-01 14:00:00 UTC"),
            ]);
        // It soaks in the stage that it is taken from, not in this one.
        Plan(Evidence.World(rules with { From = ["None"] }, Good))
            .Unmet.ShouldContain(condition =>
                condition.Message == "version 2 soaks in None until 2026-03-01 13:00:00 UTC"
            );
        Plan(facts).Unmet.ShouldAllBe(condition => condition.Unblock.Length > 0);
        Plan(facts).Conditions.Where(condition => condition.IsMet).ShouldAllBe(condition => condition.Unblock == "");
    }

    [Fact]
    public void Where_the_rules_only_warn_everything_that_is_not_met_is_told_and_hinders_nothing()
    {
        var rules = Team with
        {
            From = ["Staging"],
            Soak = TimeSpan.FromHours(1),
            Freezes = [new Frozen(Evidence.Noon, Evidence.Noon.AddHours(2))],
        };
        var enforced = Evidence.World(rules, Good);
        var plan = Plan(enforced.Under(enforced.Policy with { Mode = PolicyMode.Warn }));

        plan.IsReady.ShouldBeTrue();
        plan.Unmet.ShouldBeEmpty();
        plan.Conditions.Where(condition => condition.ReportOnly)
            .Select(condition => condition.Message)
            .ShouldBe([
                "version 2 is in None; Production takes versions from Staging only",
                "needs 1 approval of 1",
                "Production is frozen (Weekend) until 2026-03-01 14:00:00 UTC",
            ]);
        Plan(enforced.Under(enforced.Policy with { Mode = PolicyMode.Off }))
            .Conditions.ShouldAllBe(condition => !condition.ReportOnly);
    }

    [Fact]
    public void Of_a_version_that_is_in_place_only_what_is_asked_for_besides_the_policy_is_judged()
    {
        var asking = PromotionTerms.Plain with { Dataset = Evidence.Holdout, Require = ["accuracy>=0.99"] };
        var facts = Evidence.World(Team, Good with { IsHolder = true });
        var asked = Evidence.Asked(2, asking);

        Plan(facts).IsReady.ShouldBeTrue();
        PromotionPlan
            .Of(asked, facts)
            .Unmet.ShouldHaveSingleItem()
            .Message.ShouldBe("accuracy = 0.95; required ≥ 0.99 (missed by 0.04)");
        PromotionStep.Decide(asked with { Phase = Phase.Gating }, facts).Promotion.Phase.ShouldBe(Phase.Refused);
        var met = asked with { Phase = Phase.Gating, Terms = asking with { Require = ["accuracy>=0.9"] } };
        PromotionStep.Decide(met, facts).Promotion.Phase.ShouldBe(Phase.Applying);
    }

    [Fact]
    public void A_gate_that_is_only_told_is_shown_and_is_no_condition()
    {
        var plan = Plan(Evidence.World(new() { Gates = [Accuracy with { ReportOnly = true }] }, Evidence.Bare(2)));

        plan.Gates.Select(gate => gate.Name).ShouldBe(["signature", "accuracy ≥ 0.9"]);
        plan.Conditions.Select(condition => condition.Name).ShouldBe(["signature"]);
        plan.IsReady.ShouldBeTrue();
    }

    [Theory]
    [InlineData(false, false, Occupancy.Many, false)]
    [InlineData(true, false, Occupancy.Many, true)]
    [InlineData(false, true, Occupancy.Many, true)]
    [InlineData(false, false, Occupancy.One, true)]
    public void Who_would_be_displaced_is_told(bool asked, bool byPolicy, Occupancy occupancy, bool displaces)
    {
        VersionFacts[] holders = [Evidence.Bare(1, isHolder: true), Evidence.Bare(3, isHolder: true)];
        var facts = Evidence.World(new() { ArchiveExisting = byPolicy }, Good) with
        {
            Holders = [.. holders, Good with { IsHolder = true }],
            Stages = StageCatalog.Default.Change("Production", null, occupancy, null).Value,
        };

        Plan(facts, PromotionTerms.Plain with { ArchiveExisting = asked }).Displaced.ShouldBe(displaces ? [1, 3] : []);
    }

    [Fact]
    public void Aliases_that_move_and_programs_that_are_called_are_told()
    {
        var smoke = new CommandSpec("smoke", ["true"], null, new Dictionary<string, string>());
        var rules = Team with
        {
            Gates = [Accuracy, new GateRule(new CommandGate(smoke, null))],
            Verification = new VerificationRule(
                [new GateRule(new WebhookGate(new WebhookSpec("probe", "https://a"), null)), Accuracy],
                null,
                OnFailedVerification.Revoke,
                1
            ),
        };

        var plan = Plan(Evidence.World(rules, Good));

        plan.Aliases.ShouldBe(["champion"]);
        plan.Hooks.ShouldBe(["command smoke", "http probe (after the move)"]);
    }

    [Fact]
    public void A_promotion_that_is_open_is_planned_with_the_approvals_it_has()
    {
        var facts = Evidence.World(Team, Good);
        var open = PromotionStep.Decide(Evidence.Asked(2), facts).Promotion;
        var approved = facts with { Approvals = [Says(open.Binding!.Value)] };

        open.Phase.ShouldBe(Phase.AwaitingApproval);
        PromotionPlan.Of(open, facts).Unmet.Single().Unblock.ShouldBe("Approve with: gradus approve p-1");
        PromotionPlan.Of(open, approved).IsReady.ShouldBeTrue();
        PromotionPlan.Of(open, approved).Conditions[^1].Message.ShouldBe("1 of 1 given");
    }

    [Fact]
    public void Approvals_of_what_has_changed_since_count_for_no_plan_though_the_promotion_has_not_noticed_yet()
    {
        var facts = Evidence.World(Team, Good);
        var open = PromotionStep.Decide(Evidence.Asked(2), facts).Promotion;
        var renewed = Evidence.Evaluation(EvaluationOutcome.Measured, 0.96, 2, Evidence.Noon.AddHours(1), "renewed");
        var changed = facts with { Approvals = [Says(open.Binding!.Value)], Candidates = [Good.Found(renewed)] };

        PromotionPlan.Of(open, changed).IsReady.ShouldBeFalse();
        PromotionPlan.Of(open, changed).Approvals!.Words.Single().Standing.ShouldBe(ApprovalStanding.Void);
    }

    [Fact]
    public void A_no_is_told_as_such()
    {
        var facts = Evidence.World(Team, Good) with
        {
            Approvals = [Says(Evidence.ManifestOf(1)) with { Decision = ApprovalDecision.Reject }],
        };

        Plan(facts).Unmet.Single().Message.ShouldBe("rejected by bo");
    }

    [Fact]
    public void The_best_is_told_with_its_ranking_or_why_it_is_not_known_yet()
    {
        var terms = PromotionTerms.Plain with { Best = Selection.By("accuracy"), Dataset = Evidence.Holdout };
        var known = Evidence.World(StageRules.None, Evidence.Measured(1, 0.9), Good);
        var plan = PromotionPlan.Of(Evidence.Asked(null, terms), known);
        var blind = PromotionPlan.Of(
            Evidence.Asked(null, terms),
            Evidence.World(StageRules.None, Evidence.Measured(1, 0.9), Evidence.Bare(2))
        );

        (plan.Version, plan.Candidates.Count, plan.IsReady).ShouldBe((2, 2, true));
        (blind.Version, blind.IsReady).ShouldBe((null, false));
        blind
            .Unmet.Single()
            .ShouldSatisfyAllConditions(
                unmet => unmet.Message.ShouldBe("the best is not known: version 2 is not measured on holdout yet"),
                unmet =>
                    unmet.Unblock.ShouldEndWith(
                        "with: gradus best fraud --to Production --best accuracy --data holdout --measure"
                    )
            );
        blind.Digest.ShouldNotBe(plan.Digest);
    }

    [Fact]
    public void A_version_that_was_picked_is_not_picked_again_by_its_plan()
    {
        var terms = PromotionTerms.Plain with { Best = Selection.By("accuracy"), Dataset = Evidence.Holdout };
        var picked = Evidence.Asked(1, terms) with { Candidates = [new Candidate(1, "None", 0.9, "best", true, 1)] };

        var plan = PromotionPlan.Of(picked, Evidence.World(StageRules.None, Evidence.Measured(1, 0.9), Good));

        plan.Version.ShouldBe(1);
        plan.Candidates.ShouldBe(picked.Candidates);
    }

    [Fact]
    public void A_version_that_is_gone_is_told() =>
        Plan(Evidence.World(StageRules.None, Evidence.Bare(3)))
            .Unmet.Single()
            .Message.ShouldBe("Version 2 of 'fraud' does not exist any more.");

    [Fact]
    public void A_metric_of_another_task_than_the_data_set_is_for_is_told_and_blocks()
    {
        var numbers = Evidence.Holdout with { Task = Datasets.DatasetTask.Regression };
        var facts = Evidence.World(new() { Gates = [Accuracy] }, Good) with
        {
            Datasets = new Dictionary<string, Datasets.PromotionDataset> { ["holdout"] = numbers },
        };

        var unmet = Plan(facts).Unmet.Single(condition => condition.Kind == "gate");

        unmet.Message.ShouldStartWith(
            "'accuracy' is measured of classification, and data set 'holdout' is for regression: on it are measured mae, rmse, "
        );
    }

    [Fact]
    public void The_digest_changes_when_anything_it_rests_on_changes()
    {
        var facts = Evidence.World(Team, Good);
        var holder = Evidence.Bare(1, isHolder: true);
        var worse = Evidence.Evaluation(EvaluationOutcome.Measured, 0.8, 2, id: "worse");
        var other = Evidence.Holdout with { Digest = Evidence.ManifestOf(9).Hex };
        var waiver = new Waiver(
            "w",
            "fraud",
            2,
            "Production",
            "check ci",
            "x",
            "bo",
            Evidence.Noon,
            Evidence.Noon.AddDays(1)
        );
        var hold = new Hold("h", HoldKind.Line, null, null, "incident", "bo", Evidence.Noon);
        var unmeasured = facts with { Candidates = [Good with { Evidence = Evidence.Bare(2).Evidence }] };
        PromotionFacts[] worlds =
        [
            facts,
            unmeasured,
            unmeasured with
            {
                Datasets = new Dictionary<string, Datasets.PromotionDataset> { ["holdout"] = other },
            },
            facts with
            {
                Revision = Evidence.Revision(facts.Policy, 2),
            },
            facts with
            {
                Candidates = [Good.Found(worse)],
            },
            facts with
            {
                Candidates = [Good with { Checks = [] }],
            },
            facts with
            {
                Candidates = [Good with { Checks = [] }],
                Waivers = [waiver],
            },
            facts with
            {
                Candidates = [Good with { Version = Evidence.Version(2, "Staging") }],
            },
            facts with
            {
                Candidates = [Good with { Version = Good.Version with { Manifest = null } }],
            },
            facts with
            {
                Candidates = [],
            },
            facts with
            {
                Holders = [holder],
                Stages = StageCatalog.Default.Change("Production", null, Occupancy.One, null).Value,
            },
            facts with
            {
                Holds = [hold],
            },
        ];

        worlds.Select(world => Plan(world).Digest).Distinct().Count().ShouldBe(worlds.Length);
    }

    [Fact]
    public void The_digest_does_not_change_with_what_the_plan_does_not_rest_on()
    {
        var facts = Evidence.World(Team, Good);
        var seen = Plan(facts).Digest;
        PromotionFacts[] worlds =
        [
            facts,
            facts with
            {
                Now = Evidence.Noon.AddHours(5),
            },
            facts with
            {
                Candidates =
                [
                    Good with
                    {
                        Logged = new Dictionary<string, double> { ["loss"] = 1 },
                        Size = 1,
                    },
                ],
            },
            facts with
            {
                Holds = [new Hold("h", HoldKind.Automation, null, null, "incident", "bo", Evidence.Noon)],
            },
        ];

        worlds.ShouldAllBe(world => Plan(world).Digest == seen);
        PromotionPlan
            .Of(Evidence.Asked(2) with { Id = "p-2", CreatedAt = Evidence.Noon.AddHours(1) }, facts)
            .Digest.ShouldBe(seen);
    }

    [Fact]
    public void A_check_that_failed_technically_says_so_until_it_is_made_again()
    {
        var rules = new StageRules { Gates = [new GateRule(new EvaluationGate("holdout"))] };
        var failed = Evidence
            .Bare(2)
            .Found([Evidence.Evaluation(EvaluationOutcome.Error, at: Evidence.Noon.AddDays(-1))]);

        Plan(Evidence.World(rules, failed))
            .Unmet.ShouldHaveSingleItem()
            .Message.ShouldContain("could not be checked when it was last tried");
        Plan(Evidence.World(rules, Evidence.Bare(2)))
            .Unmet.ShouldHaveSingleItem()
            .Message.ShouldEndWith("has not been checked yet");
    }

    private static PromotionPlan Plan(PromotionFacts facts, PromotionTerms? terms = null) =>
        PromotionPlan.Of(Evidence.Asked(2, terms), facts);

    private static Approval Says(Digest binding) =>
        new("a", "p-1", "bo", ApprovalDecision.Approve, "", binding, Evidence.Noon);
}
