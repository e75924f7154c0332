namespace Gradus.Core.Evaluations;

public sealed class EvaluationTests
{
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
    [InlineData("ece", true)]
    [InlineData("latency_p95_ms", true)]
    [InlineData("accuracy", false)]
    [InlineData("f1_macro", false)]
    [InlineData("roc_auc", false)]
    [InlineData("pr_auc", false)]
    [InlineData("LOSS", false)]
    public void Of_losses_errors_and_times_less_is_better(string metric, bool lower) =>
        MetricDirection.LowerIsBetter(metric).ShouldBe(lower);
}
