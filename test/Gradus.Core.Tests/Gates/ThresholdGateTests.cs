using CsCheck;
using Gradus.Core.Errors;
using Gradus.Core.Evaluations;

namespace Gradus.Core.Gates;

public sealed class ThresholdGateTests
{
    [Theory]
    [InlineData("accuracy>=0.95", "accuracy", "≥", 0.95)]
    [InlineData("accuracy >= .95", "accuracy", "≥", 0.95)]
    [InlineData(" accuracy≥1 ", "accuracy", "≥", 1.0)]
    [InlineData("latency_p95_ms<=50", "latency_p95_ms", "≤", 50.0)]
    [InlineData("latency_p95_ms≤50", "latency_p95_ms", "≤", 50.0)]
    [InlineData("drift<-1e-3", "drift", "<", -0.001)]
    [InlineData("f1@slice/size.small-x>0", "f1@slice/size.small-x", ">", 0.0)]
    public void A_requirement_reads_as_people_write_it(string text, string metric, string relation, double bound) =>
        ThresholdGate.Parse(text).Value.ShouldBe(new ThresholdGate(metric, new Bound(relation, bound)));

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("accuracy")]
    [InlineData("accuracy=0.9")]
    [InlineData("accuracy==0.9")]
    [InlineData(">=0.9")]
    [InlineData("accuracy>=")]
    [InlineData("accuracy>=high")]
    [InlineData("accuracy>=NaN")]
    [InlineData("accuracy>=Infinity")]
    [InlineData("accuracy>=1e999")]
    [InlineData("accuracy>=0,9")]
    [InlineData("accuracy>=>0.9")]
    [InlineData("0.5<=accuracy<=0.9")]
    [InlineData("a b>=0.9")]
    [InlineData("a;b>=0.9")]
    public void What_is_not_understood_is_refused_with_an_example(string? text) =>
        ThresholdGate
            .Parse(text)
            .Error.ShouldBe(
                Error.Invalid(
                    $"Requirement '{text}' is not understood; write it like accuracy>=0.95 or latency_p95_ms<=50.",
                    "require"
                )
            );

    [Fact]
    public void A_gate_reads_what_it_is_called() =>
        Gen.Select(Gen.OneOf("≥", ">", "≤", "<"), Gen.Double.Where(double.IsFinite))
            .Select((relation, bound) => new ThresholdGate("accuracy", new Bound(relation, bound)))
            .Sample(gate => ThresholdGate.Parse(gate.Name).Value == gate);

    [Fact]
    public void A_value_on_the_right_side_passes() =>
        Judge("accuracy>=0.95", 0.97368)
            .ShouldBe(new GateResult(Verdict.Passed, "accuracy = 0.9737; required ≥ 0.95", 0.97368, 0.95));

    [Fact]
    public void A_value_on_the_wrong_side_fails_and_says_by_how_much()
    {
        var result = Judge("accuracy>=0.95", 0.91);

        result.Verdict.ShouldBe(Verdict.Failed);
        result.Message.ShouldBe("accuracy = 0.91; required ≥ 0.95 (missed by 0.04)");
        result.MissedBy!.Value.ShouldBe(0.04, 1e-12);
    }

    [Fact]
    public void A_miss_is_never_rounded_to_the_bound() =>
        Judge("accuracy>=0.95", 0.949999).Message.ShouldStartWith("accuracy = 0.949999; required ≥ 0.95");

    [Fact]
    public void A_value_that_is_absent_or_not_a_number_is_inconclusive_and_blocks()
    {
        var absent = Judge("recall>=0.5", 0.9);
        var nan = Judge("accuracy>=0.5", double.NaN);

        absent.ShouldBe(
            new GateResult(Verdict.Inconclusive, "recall is not among the measured metrics; required ≥ 0.5", null, 0.5)
        );
        (nan.Verdict, nan.Message).ShouldBe((Verdict.Inconclusive, "accuracy is NaN; required ≥ 0.5"));
        absent.LetsThrough.ShouldBeFalse();
        nan.LetsThrough.ShouldBeFalse();
        nan.MissedBy.ShouldBeNull();
    }

    [Fact]
    public void Without_a_measurement_it_is_skipped_and_blocks()
    {
        var gate = ThresholdGate.Parse("accuracy>=0.5").Value;

        foreach (
            var evaluation in new[]
            {
                null,
                Evidence.Evaluation(EvaluationOutcome.Error),
                Evidence.Evaluation(EvaluationOutcome.Incompatible),
            }
        )
        {
            var result = gate.Evaluate(new GateInput("Production", null, [], evaluation));
            result.Verdict.ShouldBe(Verdict.Skipped);
            result.LetsThrough.ShouldBeFalse();
        }
    }

    [Fact]
    public void It_passes_exactly_when_the_bound_admits_the_value() =>
        Gen.Select(Gen.OneOf(">=", ">", "<=", "<"), Gen.Int[-3, 3], Gen.Int[-3, 3])
            .Sample(
                (relation, bound, value) =>
                    Judge($"accuracy{relation}{bound}", value).LetsThrough
                    == relation switch
                    {
                        ">=" => value >= bound,
                        ">" => value > bound,
                        "<=" => value <= bound,
                        _ => value < bound,
                    }
            );

    private static GateResult Judge(string requirement, double accuracy) =>
        ThresholdGate
            .Parse(requirement)
            .Value.Evaluate(
                new GateInput("Production", null, [], Evidence.Evaluation(EvaluationOutcome.Measured, accuracy))
            );
}
