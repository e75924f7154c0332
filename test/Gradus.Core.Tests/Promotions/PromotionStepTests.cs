using CsCheck;
using Gradus.Core.Evaluations;
using Gradus.Core.Gates;
using Gradus.Core.Models;

namespace Gradus.Core.Promotions;

public sealed class PromotionStepTests
{
    private static readonly PromotionDataset Holdout = new("holdout", Evidence.Dataset.Hex, 100, "label", []);

    private static readonly PromotionTerms Terms = new(null, Holdout, ["accuracy>=0.9"], false, 60, 1 << 30);

    private static readonly PromotionTerms BestTerms = Terms with { Best = "accuracy" };

    [Fact]
    public void A_named_version_without_evidence_waits_for_its_evaluation_and_shows_its_gates()
    {
        var step = Decide(Asked(2, Terms), Evidence.Measured(2, 0.9) with { Evaluation = null });

        step.Promotion.Phase.ShouldBe(Phase.Gating);
        step.Promotion.Outcome.ShouldBe("Evaluating version 2 on holdout.");
        step.Needed.ShouldBe([Evidence.ManifestOf(2)]);
        step.Promotion.Gates.Select(gate => (gate.Name, gate.Result))
            .ShouldBe([("signature", null), ("evaluate", null), ("accuracy ≥ 0.9", null)]);
    }

    [Fact]
    public void A_version_that_passes_its_gates_is_about_to_move()
    {
        var step = Decide(Asked(2, Terms), Evidence.Measured(2, 0.9));

        step.Promotion.Phase.ShouldBe(Phase.Applying);
        step.Needed.ShouldBeEmpty();
        step.Promotion.Gates.ShouldAllBe(gate => gate.Result!.Verdict == Verdict.Passed);
        step.Promotion.Gates.Select(gate => gate.Evidence).ShouldBe([null, "evaluation-2", "evaluation-2"]);
    }

    [Fact]
    public void A_version_that_misses_a_bound_is_refused_and_told_by_how_much()
    {
        var step = Decide(Asked(2, Terms), Evidence.Measured(2, 0.75));

        step.Promotion.Phase.ShouldBe(Phase.Refused);
        step.Promotion.Outcome.ShouldBe(
            "Version 2 was not promoted to Production: accuracy = 0.75; required ≥ 0.9 (missed by 0.15)."
        );
        step.Promotion.Unmet.Single().Name.ShouldBe("accuracy ≥ 0.9");
    }

    [Fact]
    public void A_version_that_could_not_be_evaluated_is_errored_and_one_that_does_not_fit_is_refused()
    {
        var version = Evidence.Measured(2, 0.9);

        Decide(Asked(2, Terms), version with { Evaluation = Evidence.Evaluation(EvaluationOutcome.Error) })
            .Promotion.Phase.ShouldBe(Phase.Errored);
        Decide(Asked(2, Terms), version with { Evaluation = Evidence.Evaluation(EvaluationOutcome.Incompatible) })
            .Promotion.Phase.ShouldBe(Phase.Refused);
    }

    [Fact]
    public void Without_a_data_set_only_the_signature_counts()
    {
        var terms = Terms with { Dataset = null, Require = [] };

        Decide(Asked(2, terms), Evidence.Measured(2, 0.1) with { Evaluation = null })
            .Promotion.Phase.ShouldBe(Phase.Applying);
    }

    [Fact]
    public void A_requirement_that_nothing_measures_blocks()
    {
        var step = Decide(
            Asked(2, Terms with { Dataset = null }),
            Evidence.Measured(2, 0.99) with
            {
                Evaluation = null,
            }
        );

        step.Promotion.Phase.ShouldBe(Phase.Refused);
        step.Promotion.Unmet.Single().Result!.Verdict.ShouldBe(Verdict.Skipped);
    }

    [Fact]
    public void A_version_that_is_gone_quarantined_or_kept_elsewhere_is_refused()
    {
        Outcome(Asked(2, Terms)).ShouldBe("Version 2 of 'fraud' does not exist any more.");
        Outcome(
                Asked(2, Terms),
                Evidence.Measured(2, 0.9) with
                {
                    Version = Evidence.Version(2, status: VersionStatus.Quarantined),
                }
            )
            .ShouldBe("Version 2 is quarantined: a byte changed");
        Outcome(
                Asked(2, Terms),
                Evidence.Measured(2, 0.9) with
                {
                    Version = Evidence.Version(2) with { Manifest = null },
                }
            )
            .ShouldBe("Version 2 cannot be evaluated: its bytes are kept elsewhere (s3://b/x).");
    }

    [Fact]
    public void The_best_is_picked_only_when_every_candidate_was_evaluated()
    {
        var waiting = Decide(
            Asked(null, BestTerms),
            Evidence.Measured(1, 0.95),
            Evidence.Measured(2, 0.9) with
            {
                Evaluation = null,
            }
        );
        var picked = Decide(Asked(null, BestTerms), Evidence.Measured(1, 0.95), Evidence.Measured(2, 0.97));

        waiting.Promotion.Phase.ShouldBe(Phase.Pending);
        waiting.Promotion.Outcome.ShouldBe("Evaluating 1 candidate on holdout.");
        waiting.Needed.ShouldBe([Evidence.ManifestOf(2)]);
        picked.Promotion.Phase.ShouldBe(Phase.Applying);
        picked.Promotion.Version.ShouldBe(2);
        picked.Promotion.Candidates.Count.ShouldBe(2);
    }

    [Fact]
    public void Candidates_with_the_same_bytes_are_evaluated_once()
    {
        var twin = Evidence.Measured(1, 0.9) with { Evaluation = null };

        Decide(Asked(null, BestTerms), twin, twin with { Version = twin.Version with { Number = 2 } })
            .Needed.Count.ShouldBe(1);
    }

    [Fact]
    public void With_nobody_to_pick_the_promotion_is_refused()
    {
        Outcome(Asked(null, BestTerms)).ShouldBe("'fraud' has no version that could be promoted to Production.");
        Outcome(Asked(null, BestTerms), Evidence.Measured(1, double.NaN))
            .ShouldBe("No version of 'fraud' can be promoted to Production: version 1: has no value of accuracy.");
    }

    [Fact]
    public void The_same_facts_give_the_same_step_and_what_is_decided_stays_so()
    {
        var facts = Gen.Select(Gen.OneOf(0.1, 0.9, 0.95, double.NaN), Gen.Int[0, 3])
            .Select((accuracy, kind) => (accuracy, kind))
            .Array[0, 5]
            .Select(rows => rows.Select((row, i) => Facts(i + 1, row.accuracy, row.kind)).ToArray());

        facts.Sample(versions =>
        {
            foreach (var promotion in new[] { Asked(null, BestTerms), Asked(1, Terms) })
            {
                var once = Decide(promotion, versions).Promotion;
                var again = Decide(once, versions).Promotion;
                (again.Phase, again.Version, again.Outcome).ShouldBe((once.Phase, once.Version, once.Outcome));
                if (once.Phase == Phase.Applying)
                {
                    once.Unmet.ShouldBeEmpty();
                    versions
                        .Single(v => v.Version.Number == once.Version)
                        .Evaluation!.Metric("accuracy")!
                        .Value.ShouldBeGreaterThanOrEqualTo(0.9);
                }
            }
        });
    }

    [Fact]
    public void Right_before_the_move_the_gates_are_judged_once_more()
    {
        var applying = Asked(2, Terms) with { Phase = Phase.Applying };
        var facts = new PromotionFacts([Evidence.Measured(2, 0.9)], []);
        var worse = new PromotionFacts([Evidence.Measured(2, 0.8)], []);

        PromotionStep.Rejudge(applying, facts).ShouldBe(applying);
        PromotionStep.Rejudge(applying, worse).Phase.ShouldBe(Phase.Refused);
        PromotionStep.Rejudge(applying, new PromotionFacts([], [])).Phase.ShouldBe(Phase.Refused);
    }

    [Fact]
    public void A_task_is_all_that_a_measurement_depends_on()
    {
        var task = Terms.Task();

        (Terms with { Require = [], Best = "accuracy", ArchiveExisting = true }).Task().ShouldBe(task);
        (Terms with { Dataset = Holdout with { Name = "renamed" } }).Task().ShouldBe(task);
        (Terms with { TimeoutSeconds = 61 }).Task().ShouldNotBe(task);
        (Terms with { MemoryBytes = 1 }).Task().ShouldNotBe(task);
        (Terms with { Dataset = Holdout with { Label = "other" } }).Task().ShouldNotBe(task);
        (Terms with { Dataset = Holdout with { Ignore = ["x"] } }).Task().ShouldNotBe(task);
        Should.Throw<InvalidOperationException>(() => (Terms with { Dataset = null }).Task());
    }

    [Fact]
    public void A_promotion_that_has_ended_stays_as_it_is()
    {
        foreach (var phase in Enum.GetValues<Phase>().Where(PromotionFlow.IsEnd))
        {
            var ended = Asked(2, Terms) with { Phase = phase };
            ended.IsOpen.ShouldBeFalse();
            Decide(ended, Evidence.Measured(2, 0.99)).Promotion.ShouldBe(ended);
        }
    }

    [Fact]
    public void An_event_that_cannot_happen_is_a_bug() =>
        Should.Throw<InvalidOperationException>(() => Asked(2, Terms).After(PromotionEvent.Applied, ""));

    private static VersionFacts Facts(int number, double accuracy, int kind) =>
        kind switch
        {
            0 => Evidence.Measured(number, accuracy) with { Evaluation = null },
            1 => Evidence.Measured(number, accuracy) with
            {
                Evaluation = Evidence.Evaluation(EvaluationOutcome.Error, version: number),
            },
            _ => Evidence.Measured(number, accuracy),
        };

    private static string Outcome(Promotion promotion, params VersionFacts[] candidates)
    {
        var after = Decide(promotion, candidates).Promotion;
        after.Phase.ShouldBe(Phase.Refused);
        return after.Outcome;
    }

    private static PromotionStep Decide(Promotion promotion, params VersionFacts[] candidates) =>
        PromotionStep.Decide(
            promotion,
            new PromotionFacts(
                [.. candidates.Where(c => promotion.Version is null || c.Version.Number == promotion.Version)],
                [.. candidates.Where(c => c.IsHolder)]
            )
        );

    private static Promotion Asked(int? version, PromotionTerms terms) =>
        new(
            Id: "p-1",
            Model: "fraud",
            Version: version,
            Stage: "Production",
            Phase: Phase.Pending,
            Revision: 1,
            Outcome: "Waiting to be looked at.",
            Terms: terms,
            Candidates: [],
            Gates: [],
            Actor: "ana",
            Reason: "",
            RequestId: "r-1",
            CreatedAt: Evidence.Noon,
            UpdatedAt: Evidence.Noon
        );
}
