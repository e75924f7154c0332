using Gradus.Core.Artifacts;
using Gradus.Core.Evaluations;
using Gradus.Core.Promotions;
using Gradus.Core.Work;

namespace Gradus.Core.Gates;

/// <summary>The gate that asks whether groups are treated alike.</summary>
public sealed class FairnessGateTests
{
    private const string Measure = FairnessNames.DemographicParity;

    private static readonly VersionFacts Candidate = WithPredictions();

    [Fact]
    public void Groups_are_looked_at_once_the_version_was_measured()
    {
        Gate().Needs(Evidence.Input(Evidence.Bare(2))).Select(need => need.Task.Kind).ShouldBe([WorkKind.Evaluate]);
        Gate()
            .Needs(Evidence.Input(Candidate))
            .Select(need => need.Task.Kind)
            .ShouldBe([WorkKind.Evaluate, WorkKind.Fairness]);
        Gate().Evaluate(Evidence.Input(Candidate)).ShouldBeNull();
    }

    [Theory]
    [InlineData(0.05, 0.01, 0.2, null, Verdict.Passed)]
    [InlineData(0.15, 0.01, 0.2, null, Verdict.Failed)]
    [InlineData(0.05, 0.01, 0.09, 0.95, Verdict.Passed)]
    [InlineData(0.05, 0.01, 0.2, 0.95, Verdict.Inconclusive)]
    [InlineData(0.15, 0.11, 0.2, 0.95, Verdict.Failed)]
    [InlineData(double.NaN, double.NaN, double.NaN, 0.95, Verdict.Inconclusive)]
    [InlineData(0.05, double.NaN, double.NaN, 0.95, Verdict.Inconclusive)]
    [InlineData(0.15, double.NaN, double.NaN, 0.95, Verdict.Inconclusive)]
    public void With_a_confidence_the_whole_interval_must_be_within_the_bound(
        double value,
        double lower,
        double upper,
        double? confidence,
        Verdict verdict
    ) => Judge(Gate(confidence), Found(value, lower, upper))!.Verdict.ShouldBe(verdict);

    [Fact]
    public void Too_few_examples_are_inconclusive_where_an_interval_is_asked_for()
    {
        var few = Found(0.05, 0.01, 0.09) with { Examples = 49 };

        Judge(Gate(0.95), few)!.Verdict.ShouldBe(Verdict.Inconclusive);
        Judge(Gate(), few)!.Verdict.ShouldBe(Verdict.Passed);
    }

    [Fact]
    public void It_says_what_was_measured_and_how_sure_that_is() =>
        Judge(Gate(0.9), Found(0.15, 0.11, 0.2))!
            .Message.ShouldBe(
                "demographic_parity_difference by sex = 0.15; required ≤ 0.1 (missed by 0.05); between 0.11 and 0.2 at 90 %"
            );

    [Fact]
    public void Where_groups_cannot_be_compared_it_is_inconclusive_and_says_why()
    {
        var refused = Evidence.Evaluation(EvaluationOutcome.Incompatible, version: 2);

        var result = Judge(Gate(), refused)!;

        result.Verdict.ShouldBe(Verdict.Inconclusive);
        result.Message.ShouldBe("it says why; required demographic_parity_difference ≤ 0.1");
    }

    [Fact]
    public void Too_small_groups_are_inconclusive() =>
        Judge(Gate(), Found(double.NaN, double.NaN, double.NaN))!
            .Message.ShouldStartWith("fewer than two groups by sex have 30 examples to compare");

    [Theory]
    [InlineData(FairnessNames.EqualOpportunity, "have 30 examples of the greater class to compare")]
    [InlineData(FairnessNames.EqualizedOdds, "have 30 examples of each class to compare")]
    public void What_is_too_few_of_is_said(string measure, string message)
    {
        var gate = Gate() with { Measure = measure };

        Judge(gate, Found(double.NaN, double.NaN, double.NaN))!.Message.ShouldContain(message);
    }

    private static FairnessGate Gate(double? confidence = null) =>
        new(Measure, "sex", new Bound("≤", 0.1), 30, "holdout", confidence);

    private static GateResult? Judge(FairnessGate gate, Evaluation found)
    {
        var measured = Candidate.EvidenceOf(Evidence.Measuring).Single();
        var task = WorkTask.Fairness(Evidence.Holdout, measured, "sex", 30, gate.Confidence ?? 0.95, Limits.Default)!;
        return gate.Evaluate(Evidence.Input(Candidate.Found(task, found)));
    }

    private static Evaluation Found(double value, double lower, double upper) =>
        Evidence.Evaluation(EvaluationOutcome.Measured, version: 2) with
        {
            Metrics = new Dictionary<string, double>
            {
                [Measure] = value,
                [FairnessNames.Lower(Measure)] = lower,
                [FairnessNames.Upper(Measure)] = upper,
            },
        };

    private static VersionFacts WithPredictions()
    {
        var measured = Evidence.Evaluation(EvaluationOutcome.Measured, 0.9, 2) with
        {
            Output = new OutputFile(Digest.Of("predictions"u8), 10),
        };
        return Evidence.Bare(2).Found(measured);
    }
}
