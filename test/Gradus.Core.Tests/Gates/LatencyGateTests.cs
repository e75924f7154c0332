using Gradus.Core.Evaluations;
using Gradus.Core.Work;

namespace Gradus.Core.Gates;

public sealed class LatencyGateTests
{
    private static readonly LatencyGate Gate = new("holdout", 95, 50);

    [Theory]
    [InlineData(50, Verdict.Passed, "latency_p95_ms = 50; required ≤ 50")]
    [InlineData(60, Verdict.Failed, "latency_p95_ms = 60; required ≤ 50 (missed by 10)")]
    [InlineData(double.NaN, Verdict.Inconclusive, "latency_p95_ms is NaN; required ≤ 50")]
    public void The_measured_percentile_is_held_against_the_bound(double ms, Verdict verdict, string message)
    {
        var result = Judge(new() { ["latency_p95_ms"] = ms, ["latency_p50_ms"] = 1 })!;

        (result.Verdict, result.Message).ShouldBe((verdict, message));
    }

    [Fact]
    public void Another_percentile_is_none() =>
        Judge(new() { ["latency_p50_ms"] = 1 })!.Verdict.ShouldBe(Verdict.Inconclusive);

    [Fact]
    public void It_waits_for_the_measurement_and_is_named_by_its_bound()
    {
        var input = Evidence.Input(Evidence.Bare(1));

        Gate.Evaluate(input).ShouldBeNull();
        Gate.Needs(input).ShouldBe([new WorkRequest(Evidence.ManifestOf(1), Evidence.Measuring)]);
        (Gate.Kind, Gate.Name).ShouldBe(("latency", "latency p95 ≤ 50 ms"));
    }

    private static GateResult? Judge(Dictionary<string, double> metrics) =>
        Gate.Evaluate(
            Evidence.Input(
                Evidence.Bare(1).Found(Evidence.Evaluation(EvaluationOutcome.Measured) with { Metrics = metrics })
            )
        );
}
