using Gradus.Core.Evaluations;
using Gradus.Core.Gates;
using Gradus.Core.Models;
using Gradus.Core.Policies;
using Gradus.Core.Work;

namespace Gradus.Core.Promotions;

/// <summary>From the request to the gates' end, with no policy.</summary>
public sealed class PromotionStepTests
{
    private static readonly PromotionTerms Terms = PromotionTerms.Plain with
    {
        Dataset = Evidence.Holdout,
        Require = ["accuracy>=0.9"],
    };

    private static readonly PromotionTerms BestTerms = Terms with { Best = Selection.By("accuracy") };

    [Fact]
    public void A_named_version_without_evidence_waits_for_its_evaluation_and_shows_its_gates()
    {
        var step = Decide(2, Terms, Evidence.Bare(2));

        step.Promotion.Phase.ShouldBe(Phase.Gating);
        step.Promotion.Outcome.ShouldBe("Checking version 2: waiting for evaluate on holdout, accuracy ≥ 0.9.");
        step.Needed.ShouldBe([new WorkRequest(Evidence.ManifestOf(2), Evidence.Measuring)]);
        step.Promotion.Gates.Select(gate => (gate.Name, gate.Kind, gate.Result?.Verdict))
            .ShouldBe([
                ("signature", "signature", Verdict.Passed),
                ("evaluate on holdout", "evaluate", null),
                ("accuracy ≥ 0.9", "threshold", null),
            ]);
    }

    [Fact]
    public void A_version_that_passes_its_gates_is_about_to_move()
    {
        var step = Decide(2, Terms, Evidence.Measured(2, 0.9));

        step.Promotion.Phase.ShouldBe(Phase.Applying);
        step.Promotion.Outcome.ShouldBe("Moving the version.");
        step.Needed.ShouldBeEmpty();
        step.Promotion.Gates.ShouldAllBe(gate => gate.Result!.Verdict == Verdict.Passed);
        step.Promotion.Gates.SelectMany(gate => gate.Evidence).ShouldBe(["evaluation-2", "evaluation-2"]);
        step.Promotion.PolicyRevision.ShouldBe(1);
        step.Promotion.Binding.ShouldNotBeNull();
        step.Promotion.WakeAt.ShouldBeNull();
    }

    [Fact]
    public void A_version_that_misses_a_bound_is_refused_and_told_by_how_much()
    {
        var step = Decide(2, Terms, Evidence.Measured(2, 0.75));

        step.Promotion.Phase.ShouldBe(Phase.Refused);
        step.Promotion.Outcome.ShouldBe(
            "Version 2 was not promoted to Production: accuracy = 0.75; required ≥ 0.9 (missed by 0.15)."
        );
        step.Promotion.Unmet.Single().Name.ShouldBe("accuracy ≥ 0.9");
    }

    [Theory]
    [InlineData(EvaluationOutcome.Error, Phase.Errored, "could not be evaluated on holdout: it says why.")]
    [InlineData(EvaluationOutcome.Incompatible, Phase.Refused, "does not fit holdout: it says why.")]
    public void A_version_that_could_not_be_evaluated_is_errored_and_one_that_does_not_fit_is_refused(
        EvaluationOutcome outcome,
        Phase phase,
        string why
    )
    {
        var after = Decide(2, Terms, Evidence.Bare(2).Found(Evidence.Evaluation(outcome))).Promotion;

        after.Phase.ShouldBe(phase);
        after.Outcome.ShouldBe($"Version 2 was not promoted to Production: {why}");
    }

    [Fact]
    public void A_measurement_that_failed_ends_in_an_error_also_where_only_a_threshold_rests_on_it()
    {
        var rules = new StageRules { Gates = [new GateRule(ThresholdGate.Parse("accuracy>=0.9", "holdout").Value)] };
        var failed = Evidence.Bare(2).Found(Evidence.Evaluation(EvaluationOutcome.Error));

        PromotionStep.Decide(Evidence.Asked(2), Evidence.World(rules, failed)).Promotion.Phase.ShouldBe(Phase.Errored);
    }

    [Fact]
    public void Without_a_data_set_only_the_signature_counts() =>
        Decide(2, PromotionTerms.Plain, Evidence.Bare(2)).Promotion.Phase.ShouldBe(Phase.Applying);

    [Fact]
    public void A_requirement_without_a_data_set_is_on_the_logged_metric()
    {
        var terms = Terms with { Dataset = null };
        var logged = Evidence.Bare(2) with { Logged = new Dictionary<string, double> { ["accuracy"] = 0.95 } };

        Decide(2, terms, logged).Promotion.Phase.ShouldBe(Phase.Applying);
        Decide(2, terms, Evidence.Measured(2, 0.99))
            .Promotion.Outcome.ShouldBe(
                "Version 2 was not promoted to Production: accuracy was not logged; required ≥ 0.9."
            );
    }

    [Fact]
    public void A_version_that_is_gone_out_of_use_or_kept_elsewhere_is_refused()
    {
        var version = Evidence.Measured(2, 0.9);
        VersionFacts With(VersionStatus status) => version with { Version = Evidence.Version(2, status: status) };

        Refusal(2, Terms).ShouldBe("Version 2 of 'fraud' does not exist any more.");
        Refusal(2, Terms, With(VersionStatus.Quarantined)).ShouldBe("Version 2 is quarantined: a byte changed");
        Refusal(2, Terms, With(VersionStatus.Revoked)).ShouldBe("The standing of version 2 is revoked: a byte changed");
        Refusal(2, Terms, version.Elsewhere())
            .ShouldBe(
                "Version 2 was not promoted to Production: version 2 cannot be evaluated: its bytes are kept elsewhere (s3://b/x)."
            );
    }

    [Fact]
    public void The_best_is_picked_only_when_every_candidate_was_evaluated()
    {
        var waiting = Decide(null, BestTerms, Evidence.Measured(1, 0.95), Evidence.Bare(2));
        var picked = Decide(null, BestTerms, Evidence.Measured(1, 0.95), Evidence.Measured(2, 0.97)).Promotion;

        waiting.Promotion.Phase.ShouldBe(Phase.Pending);
        waiting.Promotion.Outcome.ShouldBe("Evaluating 1 candidate on holdout.");
        waiting.Needed.ShouldBe([new WorkRequest(Evidence.ManifestOf(2), Evidence.Measuring)]);
        (picked.Phase, picked.Version, picked.Candidates.Count).ShouldBe((Phase.Applying, 2, 2));
    }

    [Fact]
    public void The_best_is_picked_among_those_that_can_come_into_the_stage()
    {
        var better = Evidence.Measured(1, 0.99);
        var staged = Evidence.Measured(2, 0.95) with { Version = Evidence.Version(2, "Staging") };
        var unmeasured = Evidence.Bare(3);
        var facts = Evidence.World(new StageRules { From = ["Staging"] }, better, staged, unmeasured);

        var picked = PromotionStep.Decide(Evidence.Asked(null, BestTerms), facts).Promotion;

        (picked.Phase, picked.Version).ShouldBe((Phase.Applying, 2));
        picked.Candidates[0].Note.ShouldBe("is in None; Production takes versions from Staging only");
    }

    [Fact]
    public void Candidates_with_the_same_bytes_are_evaluated_once()
    {
        var twin = Evidence.Bare(1);

        Decide(null, BestTerms, twin, twin with { Version = twin.Version with { Number = 2 } })
            .Needed.Count.ShouldBe(1);
    }

    [Fact]
    public void With_nobody_to_pick_the_promotion_is_refused_or_errored_if_measuring_failed()
    {
        Refusal(null, BestTerms).ShouldBe("'fraud' has no version that could be promoted to Production.");
        Refusal(null, BestTerms, Evidence.Measured(1, double.NaN))
            .ShouldBe("No version of 'fraud' can be promoted to Production: version 1: accuracy is NaN.");
        Refusal(null, BestTerms with { Dataset = null }, Evidence.Measured(1, 0.9))
            .ShouldBe(PromotionTerms.NeedsMetrics("Production"));
        Decide(null, BestTerms, Evidence.Bare(1).Found(Evidence.Evaluation(EvaluationOutcome.Error)))
            .Promotion.Phase.ShouldBe(Phase.Errored);
    }

    [Fact]
    public void Without_a_data_set_what_was_logged_picks_the_best_and_nobody_measures()
    {
        VersionFacts[] versions =
        [
            Evidence.Bare(1) with
            {
                Logged = new Dictionary<string, double> { ["accuracy"] = 0.9 },
            },
            Evidence.Bare(2) with
            {
                Logged = new Dictionary<string, double> { ["accuracy"] = 0.8 },
            },
        ];

        var step = Decide(null, PromotionTerms.Plain with { Best = BestTerms.Best }, versions);

        step.Needed.ShouldBeEmpty();
        (step.Promotion.Version, step.Promotion.Candidates[1].Note).ShouldBe((1, "accuracy = 0.8, version 1 has 0.9"));
    }

    [Fact]
    public void Right_before_the_move_everything_is_judged_once_more()
    {
        var applying = Decide(2, Terms, Evidence.Measured(2, 0.9)).Promotion;
        var renewed = Evidence.Bare(2).Found(Evidence.Evaluation(EvaluationOutcome.Measured, 0.95, 2, id: "renewed"));

        Confirm(applying, Evidence.Measured(2, 0.9)).Phase.ShouldBe(Phase.Applying);
        Confirm(applying, Evidence.Measured(2, 0.9)).Binding.ShouldBe(applying.Binding);
        Confirm(applying, Evidence.Measured(2, 0.8)).Phase.ShouldBe(Phase.Refused);
        Confirm(applying).Phase.ShouldBe(Phase.Refused);
        Confirm(applying, Evidence.Bare(2)).Phase.ShouldBe(Phase.Gating);
        Confirm(applying, renewed).Phase.ShouldBe(Phase.Applying);
        Confirm(applying, renewed).Gates[1].Evidence.ShouldBe(["renewed"]);
    }

    [Fact]
    public void A_version_that_is_in_the_stage_already_has_nothing_to_earn()
    {
        var strict = new StageRules { Gates = [new GateRule(new DocumentationGate(20, [], []))] };
        var holder = Evidence.Bare(2, isHolder: true);
        var alone = Evidence.World(strict, holder) with { Holders = [holder] };
        var crowded = alone with { Holders = [holder, Evidence.Bare(1, isHolder: true)] };
        var archiving = PromotionTerms.Plain with { ArchiveExisting = true };

        PromotionStep.Decide(Evidence.Asked(2), alone).Promotion.Phase.ShouldBe(Phase.Applying);
        PromotionStep.Decide(Evidence.Asked(2, archiving), crowded).Promotion.Phase.ShouldBe(Phase.Refused);
        PromotionPlan.Of(Evidence.Asked(2), alone).Unmet.ShouldBeEmpty();
    }

    [Fact]
    public void A_promotion_that_has_ended_stays_as_it_is()
    {
        foreach (var phase in Enum.GetValues<Phase>().Where(PromotionFlow.IsEnd))
        {
            var ended = Evidence.Asked(2, Terms) with { Phase = phase };
            ended.IsOpen.ShouldBeFalse();
            PromotionStep
                .Decide(ended, Evidence.World(StageRules.None, Evidence.Measured(2, 0.99)))
                .ShouldBe(new PromotionStep(ended, []));
        }
    }

    private static Promotion Confirm(Promotion promotion, params VersionFacts[] versions) =>
        PromotionStep.Confirm(promotion, Evidence.World(StageRules.None, versions)).Promotion;

    private static string Refusal(int? version, PromotionTerms terms, params VersionFacts[] versions)
    {
        var after = Decide(version, terms, versions).Promotion;
        after.Phase.ShouldBe(Phase.Refused);
        return after.Outcome;
    }

    private static PromotionStep Decide(int? version, PromotionTerms terms, params VersionFacts[] versions) =>
        PromotionStep.Decide(Evidence.Asked(version, terms), Evidence.World(StageRules.None, versions));
}
