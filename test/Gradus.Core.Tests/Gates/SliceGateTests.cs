using Gradus.Core.Evaluations;

namespace Gradus.Core.Gates;

public sealed class SliceGateTests
{
    private static readonly SliceGate Gate = new("accuracy", "region", new Bound("≥", 0.9), 30, "holdout");

    [Fact]
    public void All_slices_on_the_right_side_pass_and_the_worst_is_told()
    {
        var result = Judge(Gate, In("north", 0.97, 400), In("south", 0.93, 50));

        result.ShouldBe(
            new GateResult(
                Verdict.Passed,
                "accuracy where region is south = 0.93; required ≥ 0.9, the worst of 2 slices; 50 examples",
                0.93,
                0.9
            )
        );
    }

    [Fact]
    public void One_slice_on_the_wrong_side_fails_however_good_the_others_are()
    {
        var result = Judge(Gate, In("north", 0.99, 4_000), In("south", 0.875, 32));

        result.Verdict.ShouldBe(Verdict.Failed);
        result.Message.ShouldBe(
            "accuracy where region is south = 0.875; required ≥ 0.9 (missed by 0.025), the worst of 2 slices; 32 examples"
        );
        result.MissedBy!.Value.ShouldBe(0.025, 1e-12);
    }

    [Fact]
    public void Of_a_metric_with_a_ceiling_the_greatest_is_the_worst() =>
        Judge(Gate with { Bound = new Bound("≤", 0.2) }, In("north", 0.1, 400), In("south", 0.3, 50))
            .Message.ShouldStartWith("accuracy where region is south = 0.3; required ≤ 0.2 (missed by 0.1)");

    [Fact]
    public void A_slice_that_is_too_small_is_not_judged_but_told() =>
        Judge(Gate, In("north", 0.95, 400), In("south", 0.1, 29))
            .ShouldSatisfyAllConditions(
                result => result.Verdict.ShouldBe(Verdict.Passed),
                result => result.Message.ShouldContain("the worst of 1 of 2 slices, the others are too small")
            );

    [Fact]
    public void Where_all_are_too_small_it_cannot_be_told() =>
        Judge(Gate, In("north", 0.95, 29), In("south", 0.1, 3))
            .ShouldSatisfyAllConditions(
                result => result.Verdict.ShouldBe(Verdict.Inconclusive),
                result => result.Message.ShouldStartWith("no slice by region has 30 examples; the largest has 29")
            );

    [Fact]
    public void A_column_that_is_none_to_slice_by_cannot_be_told_and_those_that_are_are_named() =>
        Judge(Gate with { By = "country" }, In("north", 0.95, 400))
            .ShouldSatisfyAllConditions(
                result => result.Verdict.ShouldBe(Verdict.Inconclusive),
                result => result.Message.ShouldStartWith("holdout has no slices by country (region)")
            );

    [Fact]
    public void A_metric_that_is_not_a_number_in_one_slice_cannot_be_told() =>
        Judge(Gate, In("north", 0.95, 400), In("south", double.NaN, 400)).Verdict.ShouldBe(Verdict.Inconclusive);

    [Fact]
    public void A_metric_that_is_not_measured_by_slice_cannot_be_told() =>
        Judge(Gate with { Metric = "log_loss" }, In("north", 0.95, 400))
            .Message.ShouldStartWith("log_loss is not measured by slice (accuracy)");

    [Fact]
    public void It_needs_the_same_measurement_as_every_gate_on_its_data_set()
    {
        var input = Evidence.Input(Evidence.Bare(2));

        Gate.Evaluate(input).ShouldBeNull();
        Gate.Needs(input).ShouldBe(new ThresholdGate("accuracy", new Bound("≥", 0.9), "holdout").Needs(input));
    }

    [Theory]
    [InlineData(EvaluationOutcome.Incompatible, Verdict.Skipped)]
    [InlineData(EvaluationOutcome.Error, Verdict.Error)]
    public void What_was_not_measured_does_not_pass(EvaluationOutcome outcome, Verdict verdict) =>
        Gate.Evaluate(Evidence.Input(Evidence.Bare(2).Found(Evidence.Evaluation(outcome, version: 2))))!
            .Verdict.ShouldBe(verdict);

    private static Slice In(string region, double accuracy, long examples) =>
        new("region", region, examples, new Dictionary<string, double> { ["accuracy"] = accuracy });

    private static GateResult Judge(SliceGate gate, params Slice[] slices)
    {
        var found = Evidence.Evaluation(EvaluationOutcome.Measured, 0.95, 2) with { Slices = slices };
        return gate.Evaluate(Evidence.Input(Evidence.Bare(2).Found(found)))!;
    }
}
