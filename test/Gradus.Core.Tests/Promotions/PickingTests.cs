using Gradus.Core.Artifacts;
using Gradus.Core.Evaluations;
using Gradus.Core.Gates;
using Gradus.Core.Policies;

namespace Gradus.Core.Promotions;

/// <summary>What a plan says where the best is not known, or nobody is the best.</summary>
public sealed class PickingTests
{
    private static readonly PromotionTerms OnHoldout = PromotionTerms.Plain with
    {
        Best = Selection.By("accuracy"),
        Dataset = Evidence.Holdout,
    };

    private static readonly PromotionTerms ByLogged = PromotionTerms.Plain with { Best = Selection.By("acuracy") };

    [Theory]
    [InlineData(Datasets.DatasetTask.Regression, true)]
    [InlineData(Datasets.DatasetTask.Classification, false)]
    public void What_the_best_is_picked_by_must_have_a_meaning_on_the_data_set(
        Datasets.DatasetTask task,
        bool isRefused
    )
    {
        var dataset = Evidence.Holdout with { Task = task };
        var terms = PromotionTerms.Plain with { Best = Selection.By("accuracy"), Dataset = dataset };

        terms
            .ForeignMetric(StageRules.None, dataset)
            ?.ShouldEndWith("mape, r2, pinball_p10, pinball_p50, pinball_p90.");
        (terms.ForeignMetric(StageRules.None, dataset) is not null).ShouldBe(isRefused);
    }

    [Fact]
    public void Those_that_are_measured_are_ranked_though_nobody_is_chosen_while_others_are_not()
    {
        var plan = Plan(OnHoldout, Evidence.Measured(1, 0.9), Evidence.Bare(2), Evidence.Measured(3, 0.95));

        plan.Version.ShouldBeNull();
        plan.Candidates.Select(one => (one.Version, one.Rank, one.Chosen, one.Lacks, one.Note))
            .ShouldBe([
                (1, 2, false, null, "accuracy = 0.9, version 3 has 0.95"),
                (2, null, false, Lack.Missing, "was not measured on holdout yet"),
                (3, 1, false, null, "best by accuracy (0.95)"),
            ]);
    }

    [Fact]
    public void Who_waits_for_a_worker_and_whose_measuring_failed_are_told_apart()
    {
        var failed = Evidence
            .Bare(2)
            .Found(Evidence.Evaluation(EvaluationOutcome.Error, at: Evidence.Noon.AddDays(-1)));
        var facts = Evidence.World(StageRules.None, Evidence.Bare(1), failed) with
        {
            AskedFor = new HashSet<(Digest, Digest)> { (Evidence.ManifestOf(1), Evidence.Measuring.Digest) },
        };

        PromotionPlan
            .Of(Evidence.Asked(null, OnHoldout), facts)
            .Candidates.Select(one => (one.Lacks, one.Note))
            .ShouldBe([
                (Lack.Waiting, "was not measured on holdout yet"),
                (Lack.Missing, "could not be measured on holdout when it was last tried: it says why"),
            ]);
    }

    [Fact]
    public void Who_is_to_be_measured_for_the_pick_is_measured_where_the_policy_says()
    {
        var rules = new StageRules { Gates = [new GateRule(new EvaluationGate("holdout")) { Runner = "gpu" }] };
        var terms = PromotionTerms.Plain with { Best = Selection.By("accuracy") };

        var step = PromotionStep.Decide(
            Evidence.Asked(null, terms),
            Evidence.World(rules, Evidence.Bare(1), Evidence.Bare(2))
        );

        step.Needed.Select(need => (need.Artifact, need.Runner))
            .ShouldBe([(Evidence.ManifestOf(1), "gpu"), (Evidence.ManifestOf(2), "gpu")]);
    }

    [Fact]
    public void That_it_was_asked_for_makes_no_other_plan()
    {
        var facts = Evidence.World(StageRules.None, Evidence.Bare(1));
        var asked = facts with
        {
            AskedFor = new HashSet<(Digest, Digest)> { (Evidence.ManifestOf(1), Evidence.Measuring.Digest) },
        };

        var promotion = Evidence.Asked(null, OnHoldout);

        PromotionPlan.Of(promotion, asked).Digest.ShouldBe(PromotionPlan.Of(promotion, facts).Digest);
    }

    [Fact]
    public void That_no_version_was_measured_is_told_from_that_none_qualifies()
    {
        var bound = OnHoldout with { Best = Selection.By("accuracy") with { Constraints = ["accuracy>=0.99"] } };

        Why(Plan(OnHoldout, Evidence.Bare(1), Evidence.Bare(2)))
            .ShouldBe("No version of 'fraud' was measured on holdout yet.");
        Why(Plan(bound, Evidence.Measured(1, 0.9))).ShouldBe("No version of 'fraud' qualifies for Production.");
        Why(Plan(bound, Evidence.Measured(1, 0.9), Evidence.Bare(2), Evidence.Bare(3)))
            .ShouldBe(
                "No version of 'fraud' that was measured on holdout qualifies for Production; "
                    + "versions 2, 3 are not measured on holdout yet."
            );
    }

    [Fact]
    public void A_metric_that_no_version_has_is_told_with_what_was_probably_meant()
    {
        var logged = Evidence.Bare(1) with { Logged = new Dictionary<string, double> { ["accuracy"] = 0.9 } };
        var bound = ByLogged with { Best = Selection.By("accuracy") with { Constraints = ["size<=9", "recal<=1"] } };

        Why(Plan(ByLogged, logged, Evidence.Bare(2)))
            .ShouldBe(
                "No version of 'fraud' has 'acuracy' among its logged metrics (accuracy). Did you mean 'accuracy'?"
            );
        Why(Plan(bound, logged)).ShouldBe("No version of 'fraud' has 'recal' among its logged metrics (accuracy).");
        Why(Plan(ByLogged, Evidence.Bare(1))).ShouldBe(PromotionTerms.NeedsMetrics("Production"));
    }

    [Fact]
    public void A_promotion_ends_with_the_same_sentence()
    {
        var logged = Evidence.Bare(1) with { Logged = new Dictionary<string, double> { ["accuracy"] = 0.9 } };

        var step = PromotionStep.Decide(Evidence.Asked(null, ByLogged), Evidence.World(StageRules.None, logged));

        step.Promotion.Phase.ShouldBe(Phase.Refused);
        step.Promotion.Outcome.ShouldStartWith("No version of 'fraud' has 'acuracy' among its logged metrics");
    }

    [Fact]
    public void A_data_set_of_the_policy_that_is_not_registered_is_told_as_that()
    {
        var rules = new StageRules { Gates = [new GateRule(new EvaluationGate("gone"))] };

        var plan = PromotionPlan.Of(
            Evidence.Asked(null, OnHoldout with { Dataset = null }),
            Evidence.World(rules, Evidence.Bare(1))
        );

        Why(plan).ShouldBe("Data set 'gone', on which the best is picked, is not registered.");
    }

    [Theory]
    [InlineData("accurcy", null, null, "accuracy")]
    [InlineData("accuracy", "latency_p95<=5", null, "latency_p95_ms")]
    [InlineData("accuracy", null, "f2>=0.5", "f1")]
    public void What_is_never_measured_is_found_in_terms_that_measure(
        string best,
        string? constraint,
        string? require,
        string meant
    )
    {
        var terms = OnHoldout with
        {
            Best = Selection.By(best) with { Constraints = constraint is null ? [] : [constraint] },
            Require = require is null ? [] : [require],
        };

        terms.UnknownMetric(StageRules.None)!.ShouldContain($"is not measured on data sets. Did you mean '{meant}'?");
    }

    [Fact]
    public void What_is_measured_and_the_size_and_what_was_logged_are_no_slips()
    {
        var measured = OnHoldout with
        {
            Best = Selection.By("accuracy") with { Constraints = ["size<=9", "latency_p95_ms<=5"] },
            Require = ["f1>=0.5"],
        };

        measured.UnknownMetric(StageRules.None).ShouldBeNull();
        ByLogged.UnknownMetric(StageRules.None).ShouldBeNull();
    }

    private static PromotionPlan Plan(PromotionTerms terms, params VersionFacts[] versions) =>
        PromotionPlan.Of(Evidence.Asked(null, terms), Evidence.World(StageRules.None, versions));

    private static string Why(PromotionPlan plan) => plan.Unmet.ShouldHaveSingleItem().Message;
}
