namespace Gradus.Core.Evaluations;

public sealed class EvaluationTests
{
    private static readonly TimeSpan Tick = TimeSpan.FromMilliseconds(1);

    [Theory]
    [InlineData(EvaluationOutcome.Measured)]
    [InlineData(EvaluationOutcome.Incompatible)]
    public void What_was_found_counts_for_seven_days(EvaluationOutcome outcome)
    {
        var evaluation = Evidence.Evaluation(outcome);
        var last = evaluation.FinishedAt + TimeSpan.FromDays(7);

        evaluation.IsUsableFor(last, last).ShouldBeTrue();
        evaluation.IsUsableFor(last, last + Tick).ShouldBeFalse();
    }

    [Fact]
    public void A_technical_failure_counts_only_for_promotions_asked_for_before()
    {
        var failed = Evidence.Evaluation(EvaluationOutcome.Error);

        failed.IsUsableFor(failed.FinishedAt, failed.FinishedAt).ShouldBeTrue();
        failed.IsUsableFor(failed.FinishedAt - Tick, failed.FinishedAt).ShouldBeTrue();
        failed.IsUsableFor(failed.FinishedAt + Tick, failed.FinishedAt + Tick).ShouldBeFalse();
    }

    [Fact]
    public void A_metric_that_was_not_measured_has_no_value()
    {
        var evaluation = Evidence.Evaluation(EvaluationOutcome.Measured, 0.9);

        evaluation.Metric("accuracy").ShouldBe(0.9);
        evaluation.Metric("Accuracy").ShouldBeNull();
    }

    [Theory]
    [InlineData("log_loss", true)]
    [InlineData("rmse", true)]
    [InlineData("latency_p95_ms", true)]
    [InlineData("accuracy", false)]
    [InlineData("f1_macro", false)]
    [InlineData("roc_auc", false)]
    [InlineData("LOSS", false)]
    public void Of_losses_errors_and_times_less_is_better(string metric, bool lower) =>
        MetricDirection.LowerIsBetter(metric).ShouldBe(lower);
}
