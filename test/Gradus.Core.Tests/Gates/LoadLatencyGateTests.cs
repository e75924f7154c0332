using Gradus.Core.Evaluations;
using Gradus.Core.Work;

namespace Gradus.Core.Gates;

/// <summary>The gates that put a version under load.</summary>
public sealed class LoadLatencyGateTests
{
    private static readonly RequestLoad Load = new(100, 1_000, 0.95);
    private static readonly LoadLatencyGate Gate = new("holdout", 95, 50, Load);
    private static readonly RivalLatencyGate Beside = new("holdout", 0.1, Load);
    private static readonly WorkTask Alone = WorkTask.Latency(Evidence.Holdout, Load, Limits.Default);

    [Theory]
    [InlineData(40, 38, 44, Verdict.Passed, "between 38 and 44 ms at 95 %")]
    [InlineData(48, 44, 51, Verdict.Inconclusive, "between 44 and 51 ms at 95 %")]
    [InlineData(60, 51, 70, Verdict.Failed, "between 51 and 70 ms at 95 %")]
    [InlineData(40, 38, double.PositiveInfinity, Verdict.Inconclusive, "of which 1000 requests tell no interval")]
    public void All_of_the_interval_must_be_within(
        double value,
        double lower,
        double upper,
        Verdict verdict,
        string told
    )
    {
        var result = Judge(("p95_ms", value), ("p95_ms_lower", lower), ("p95_ms_upper", upper))!;

        (result.Verdict, result.Message).ShouldBe(
            (verdict, $"p95 = {value} ms at 100 requests a second, {told}; required ≤ 50 ms")
        );
    }

    [Fact]
    public void Who_does_not_keep_up_has_failed() =>
        Judge(("p95_ms", double.PositiveInfinity), ("unanswered", 3))!
            .ShouldBe(
                new GateResult(
                    Verdict.Failed,
                    "the model does not keep up with 100 requests a second; required p95 ≤ 50 ms",
                    null,
                    50
                )
            );

    [Fact]
    public void Its_work_is_its_own_and_has_the_time_it_takes()
    {
        var input = Evidence.Input(Evidence.Bare(1));

        Gate.Evaluate(input).ShouldBeNull();
        Gate.Needs(input).ShouldBe([new WorkRequest(Evidence.ManifestOf(1), Alone)]);
        Gate.Name.ShouldBe("latency p95 at 100/s ≤ 50 ms");
        var slow = WorkTask.Latency(Evidence.Holdout, Load with { PerSecond = 1 }, Limits.Default);
        slow.Limits.TimeoutSeconds.ShouldBe(1_560);
        Alone.Limits.ShouldBe(Limits.Default);
        slow.Digest.ShouldNotBe(Alone.Digest);
    }

    [Theory]
    [InlineData(-1, -1.5, -0.5, Verdict.Passed)]
    [InlineData(0.5, 0.1, 0.9, Verdict.Passed)]
    [InlineData(0.9, 0.5, 1.3, Verdict.Inconclusive)]
    [InlineData(2, 1.5, 2.5, Verdict.Failed)]
    [InlineData(double.NaN, double.NaN, double.NaN, Verdict.Inconclusive)]
    public void Beside_the_holder_the_interval_of_the_difference_decides(
        double difference,
        double lower,
        double upper,
        Verdict verdict
    )
    {
        var result = JudgeBeside(
            ("incumbent_mean_ms", 10),
            ("mean_difference_ms", difference),
            ("mean_difference_ms_lower", lower),
            ("mean_difference_ms_upper", upper),
            ("mann_whitney_p", 0.04)
        )!;

        result.Verdict.ShouldBe(verdict, result.Message);
        result.Message.ShouldContain("beside 10 ms of version 1");
        result.Message.ShouldEndWith("(Mann–Whitney p 0.04); required to be slower by at most 10 %");
    }

    [Fact]
    public void Who_keeps_up_where_the_other_does_not_is_told_apart()
    {
        JudgeBeside(("unanswered", 1))!.Verdict.ShouldBe(Verdict.Failed);
        JudgeBeside(("unanswered", 1), ("incumbent_unanswered", 1))!.Verdict.ShouldBe(Verdict.Inconclusive);
    }

    [Fact]
    public void Where_nobody_holds_the_stage_there_is_nothing_to_be_slower_than()
    {
        var input = Evidence.Input(Evidence.Bare(2));

        Beside.Needs(input).ShouldBeEmpty();
        Beside.Evaluate(input)!.Verdict.ShouldBe(Verdict.Passed);
    }

    private static GateResult? Judge(params (string Name, double Value)[] metrics) =>
        Gate.Evaluate(Evidence.Input(Evidence.Bare(1).Found(Alone, Found(1, metrics))));

    private static GateResult? JudgeBeside(params (string Name, double Value)[] metrics)
    {
        var task = WorkTask.Latency(
            Evidence.Holdout,
            Load,
            Limits.Default,
            new Compared(1, Evidence.ManifestOf(1).Hex)
        );
        var input = Evidence.Input(Evidence.Bare(2).Found(task, Found(2, metrics)), Evidence.Bare(1));
        Beside.Needs(input).ShouldBe([new WorkRequest(Evidence.ManifestOf(2), task)]);
        return Beside.Evaluate(input);
    }

    private static Evaluation Found(int version, (string Name, double Value)[] metrics) =>
        Evidence.Evaluation(EvaluationOutcome.Measured, version: version) with
        {
            Metrics = metrics.ToDictionary(metric => metric.Name, metric => metric.Value),
        };
}
