using CsCheck;
using Gradus.Core.Errors;
using Gradus.Core.Evaluations;
using Gradus.Core.Work;

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
        ThresholdGate.Parse(text, null).Value.ShouldBe(new ThresholdGate(metric, new Bound(relation, bound), null));

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
            .Parse(text, "holdout")
            .Error.ShouldBe(
                Error.Invalid(
                    $"Requirement '{text}' is not understood; write it like accuracy>=0.95 or latency_p95_ms<=50.",
                    "require"
                )
            );

    [Fact]
    public void A_gate_reads_what_it_is_called() =>
        Gen.Select(Gen.OneOf("≥", ">", "≤", "<"), Gen.Double.Where(double.IsFinite))
            .Select((relation, bound) => new ThresholdGate("accuracy", new Bound(relation, bound), "holdout"))
            .Sample(gate => ThresholdGate.Parse(gate.Name, "holdout").Value == gate);

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
            new GateResult(
                Verdict.Inconclusive,
                "recall is not among the measured metrics (accuracy, log_loss); required ≥ 0.5",
                null,
                0.5
            )
        );
        (nan.Verdict, nan.Message).ShouldBe((Verdict.Inconclusive, "accuracy is NaN; required ≥ 0.5"));
        absent.LetsThrough.ShouldBeFalse();
        nan.LetsThrough.ShouldBeFalse();
        nan.MissedBy.ShouldBeNull();
    }

    [Fact]
    public void A_version_that_does_not_fit_the_data_set_is_skipped_and_blocks()
    {
        var result = Judge(Evidence.Evaluation(EvaluationOutcome.Incompatible));

        result.ShouldBe(
            new GateResult(
                Verdict.Skipped,
                "accuracy was not measured, the version does not fit holdout; required ≥ 0.5",
                null,
                0.5
            )
        );
        result!.LetsThrough.ShouldBeFalse();
    }

    [Fact]
    public void A_measurement_that_failed_technically_is_an_error_in_the_words_of_the_evaluation() =>
        Judge(Evidence.Evaluation(EvaluationOutcome.Error))
            .ShouldBe(new GateResult(Verdict.Error, "could not be evaluated on holdout: it says why"));

    [Fact]
    public void Without_a_measurement_there_is_no_result_and_it_is_needed()
    {
        var input = Evidence.Input(Evidence.Bare(1));
        var gate = ThresholdGate.Parse("accuracy>=0.5", "holdout").Value;

        gate.Evaluate(input).ShouldBeNull();
        gate.Needs(input).ShouldBe([new WorkRequest(Evidence.ManifestOf(1), Evidence.Measuring)]);
        gate.Evaluate(input with { Candidate = Evidence.Bare(1).Elsewhere() })!.Verdict.ShouldBe(Verdict.Inconclusive);
    }

    [Theory]
    [InlineData("accuracy>=0.95", 0.96, Verdict.Passed, "accuracy = 0.96; required ≥ 0.95")]
    [InlineData("accuracy>=0.95", 0.91, Verdict.Failed, "accuracy = 0.91; required ≥ 0.95 (missed by 0.04)")]
    [InlineData("accuracy>=0.95", double.NaN, Verdict.Inconclusive, "accuracy is NaN; required ≥ 0.95")]
    public void A_logged_metric_is_judged_alike(string requirement, double logged, Verdict verdict, string message)
    {
        var result = JudgeLogged(requirement, new() { ["accuracy"] = logged });

        (result.Verdict, result.Message).ShouldBe((verdict, message));
    }

    [Fact]
    public void A_metric_that_was_not_logged_is_inconclusive_whatever_was_measured() =>
        JudgeLogged("accuracy>=0.95", [])
            .ShouldBe(new GateResult(Verdict.Inconclusive, "accuracy was not logged; required ≥ 0.95", null, 0.95));

    [Fact]
    public void A_gate_on_a_logged_metric_says_so_in_its_name_and_needs_no_work()
    {
        var gate = ThresholdGate.Parse("accuracy>=0.95", null).Value;

        gate.Name.ShouldBe("logged accuracy ≥ 0.95");
        gate.Needs(Evidence.Input(Evidence.Bare(1))).ShouldBeEmpty();
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

    private static GateResult JudgeLogged(string requirement, Dictionary<string, double> logged) =>
        ThresholdGate
            .Parse(requirement, null)
            .Value.Evaluate(Evidence.Input(Evidence.Measured(1, 0.99) with { Logged = logged }))!;

    private static GateResult? Judge(Evaluation evaluation) =>
        ThresholdGate
            .Parse("accuracy>=0.5", "holdout")
            .Value.Evaluate(Evidence.Input(Evidence.Bare(1).Found(evaluation)));

    private static GateResult Judge(string requirement, double accuracy) =>
        ThresholdGate.Parse(requirement, "holdout").Value.Evaluate(Evidence.Input(Evidence.Measured(1, accuracy)))!;
}
