using CsCheck;
using Gradus.Core.Evaluations;
using Gradus.Core.Promotions;
using Gradus.Core.Work;

namespace Gradus.Core.Gates;

public sealed class IncumbentGateTests
{
    private static readonly VersionFacts Holder = Evidence.Measured(1, 0.9, isHolder: true);

    [Fact]
    public void With_no_holder_it_passes_unmeasured_and_needs_nothing()
    {
        var input = Evidence.Input(Evidence.Bare(2));

        Gate().Evaluate(input).ShouldBe(new GateResult(Verdict.Passed, "no version in Production to compare with"));
        Gate().Needs(input).ShouldBeEmpty();
    }

    [Fact]
    public void Where_the_holder_went_with_its_model_it_is_inconclusive()
    {
        var input = Evidence.Input(Evidence.Bare(2)) with { HasLostHolder = true };

        Gate().Evaluate(input)!.Verdict.ShouldBe(Verdict.Inconclusive);
    }

    [Fact]
    public void Who_is_as_good_as_the_holder_passes() =>
        Judge(Gate(), Evidence.Measured(2, 0.9), Holder)
            .ShouldBe(new GateResult(Verdict.Passed, "accuracy = 0.9; required ≥ 0.9, version 1 has 0.9", 0.9, 0.9));

    [Fact]
    public void Who_is_worse_fails_and_the_holder_is_named()
    {
        var result = Judge(Gate(), Evidence.Measured(2, 0.85), Holder)!;

        result.Verdict.ShouldBe(Verdict.Failed);
        result.Message.ShouldBe("accuracy = 0.85; required ≥ 0.9 (missed by 0.05), version 1 has 0.9");
    }

    [Theory]
    [InlineData(0.0625, false, 0.4375, Verdict.Passed)]
    [InlineData(0.0625, false, 0.4374, Verdict.Failed)]
    [InlineData(0.25, true, 0.375, Verdict.Passed)]
    [InlineData(0.25, true, 0.374, Verdict.Failed)]
    public void A_margin_is_in_the_metrics_unit_or_a_share_of_the_holders_value(
        double margin,
        bool isRelative,
        double accuracy,
        Verdict verdict
    ) =>
        Judge(Gate(margin, isRelative), Evidence.Measured(2, accuracy), Evidence.Measured(1, 0.5, isHolder: true))!
            .Verdict.ShouldBe(verdict);

    [Fact]
    public void The_margin_is_told_in_the_metrics_unit() =>
        Judge(Gate(0.25, isRelative: true), Evidence.Measured(2, 0.5), Evidence.Measured(1, 0.5, isHolder: true))!
            .Message.ShouldBe("accuracy = 0.5; required ≥ 0.375, version 1 has 0.5, margin 0.125");

    [Theory]
    [InlineData(
        1 / 3.0,
        0.3,
        "accuracy = 0.3; required ≥ 0.326667 (missed by 0.02667), version 1 has 0.3333, margin 0.006667"
    )]
    [InlineData(
        1 / 3.0,
        0.3266666,
        "accuracy = 0.3266666; required ≥ 0.3266667 (missed by 6.667E-08), version 1 has 0.3333, margin 0.006667"
    )]
    [InlineData(30_000, 20_000, "accuracy = 20000; required ≥ 29400 (missed by 9400), version 1 has 30000, margin 600")]
    public void A_bound_that_was_reckoned_is_told_in_as_many_digits_as_people_read(
        double holder,
        double accuracy,
        string message
    ) =>
        Judge(
            Gate(0.02, isRelative: true),
            Evidence.Measured(2, accuracy),
            Evidence.Measured(1, holder, isHolder: true)
        )!
            .Message.ShouldBe(message);

    [Fact]
    public void Of_a_loss_less_is_better()
    {
        var gate = new IncumbentGate("log_loss", "holdout", 0.125, false);
        var holder = Evidence.Measured(1, 0.5, isHolder: true);

        Judge(gate, Evidence.Measured(2, 0.375), holder)!.Verdict.ShouldBe(Verdict.Passed);
        Judge(gate, Evidence.Measured(2, 0.374), holder)!.Verdict.ShouldBe(Verdict.Failed);
    }

    [Fact]
    public void Of_a_negative_value_a_share_still_gives_leave_to_be_worse() =>
        Judge(Gate(0.5, isRelative: true), Evidence.Measured(2, -1.5), Evidence.Measured(1, -1, isHolder: true))!
            .Verdict.ShouldBe(Verdict.Passed);

    [Fact]
    public void Both_have_to_be_measured_on_the_same_data_set()
    {
        var input = Evidence.Input(Evidence.Bare(2), Evidence.Bare(1, isHolder: true));

        Gate().Evaluate(input).ShouldBeNull();
        Gate()
            .Needs(input)
            .ShouldBe([
                new WorkRequest(Evidence.ManifestOf(2), Evidence.Measuring),
                new WorkRequest(Evidence.ManifestOf(1), Evidence.Measuring),
            ]);
        Judge(Gate(), Evidence.Measured(2, 0.9), Evidence.Bare(1, isHolder: true)).ShouldBeNull();
        Judge(Gate(), Evidence.Bare(2), Holder).ShouldBeNull();
    }

    [Fact]
    public void A_holder_that_cannot_be_measured_is_not_beaten()
    {
        var candidate = Evidence.Measured(2, 0.99);
        VersionFacts Holding(EvaluationOutcome outcome, double? accuracy = null) =>
            Evidence.Bare(1, isHolder: true).Found(Evidence.Evaluation(outcome, accuracy));

        Judge(Gate(), candidate, Evidence.Bare(1, isHolder: true).Elsewhere())!.Verdict.ShouldBe(Verdict.Inconclusive);
        Judge(Gate(), candidate, Holding(EvaluationOutcome.Measured, double.NaN))!
            .Verdict.ShouldBe(Verdict.Inconclusive);
        Judge(Gate(), candidate, Holding(EvaluationOutcome.Measured))!
            .Message.ShouldBe(
                "accuracy of version 1, which holds the stage, is not known on holdout: it is not among the measured metrics"
            );
        Judge(Gate(), candidate, Holding(EvaluationOutcome.Incompatible))!
            .Message.ShouldBe("accuracy of version 1, which holds the stage, is not known on holdout: it says why");
        Judge(Gate(), candidate, Holding(EvaluationOutcome.Error))
            .ShouldBe(
                new GateResult(
                    Verdict.Error,
                    "version 1, which holds the stage, could not be evaluated on holdout: it says why"
                )
            );
    }

    [Theory]
    [InlineData(EvaluationOutcome.Error, Verdict.Error)]
    [InlineData(EvaluationOutcome.Incompatible, Verdict.Skipped)]
    [InlineData(EvaluationOutcome.Measured, Verdict.Inconclusive)]
    public void A_candidate_without_a_value_does_not_pass(EvaluationOutcome outcome, Verdict verdict) =>
        Judge(Gate(), Evidence.Bare(2).Found(Evidence.Evaluation(outcome, version: 2)), Holder)!
            .Verdict.ShouldBe(verdict);

    [Fact]
    public void A_candidate_whose_value_is_not_a_number_does_not_pass() =>
        Judge(Gate(), Evidence.Measured(2, double.NaN), Holder)!.Verdict.ShouldBe(Verdict.Inconclusive);

    [Fact]
    public void The_best_of_several_holders_counts_and_each_has_to_be_known()
    {
        VersionFacts better = Evidence.Measured(3, 0.95, isHolder: true);
        VersionFacts unknown = Evidence.Bare(4, isHolder: true);

        Judge(Gate(), Evidence.Measured(2, 0.93), Holder, better)!.Message.ShouldEndWith("version 3 has 0.95");
        Judge(Gate(), Evidence.Measured(2, 0.95), Holder, better)!.Verdict.ShouldBe(Verdict.Passed);
        Judge(Gate(), Evidence.Measured(2, 0.99), Holder, unknown).ShouldBeNull();
    }

    [Fact]
    public void Without_its_data_set_it_is_an_error() =>
        new IncumbentGate("accuracy", "gone", 0, false)
            .Evaluate(Evidence.Input(Evidence.Measured(2, 0.9), Holder))
            .ShouldBe(new GateResult(Verdict.Error, "data set 'gone' is not registered"));

    [Fact]
    public void It_passes_exactly_when_no_holder_is_better_by_more_than_the_margin() =>
        Gen.Select(Gen.Int[0, 8], Gen.Int[0, 8].Array[1, 4], Gen.Int[0, 4])
            .Sample(
                (candidate, holders, margin) =>
                    Judge(
                        Gate(margin / 8.0),
                        Evidence.Measured(20, candidate / 8.0),
                        [.. holders.Select((value, i) => Evidence.Measured(i + 1, value / 8.0, isHolder: true))]
                    )!.LetsThrough == (candidate >= holders.Max() - margin)
            );

    private static IncumbentGate Gate(double margin = 0, bool isRelative = false) =>
        new("accuracy", "holdout", margin, isRelative);

    private static GateResult? Judge(IncumbentGate gate, VersionFacts candidate, params VersionFacts[] holders) =>
        gate.Evaluate(Evidence.Input(candidate, holders));
}
