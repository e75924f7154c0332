using Gradus.Core.Datasets;
using Gradus.Core.Evaluations;

namespace Gradus.Evaluation;

/// <summary>The numbers that scikit-learn counted for the sample models are met to the example.</summary>
public sealed class SampleModelTests
{
    private static readonly string[] LastFeature = ["worst_fractal_dimension"];

    public static TheoryData<string, string> EveryModel =>
        new(
            from dataset in new[] { "breast-cancer", "digits" }
            from model in Samples.Models(dataset)
            select (dataset, model.File)
        );

    [Fact]
    public void There_are_nine_sample_models() => EveryModel.Count.ShouldBe(9);

    [Theory]
    [MemberData(nameof(EveryModel))]
    public void A_sample_model_gets_exactly_as_many_right_as_recorded(string dataset, string file)
    {
        var expected = Samples.Models(dataset).Single(model => model.File == file);
        string[] ignore = file == "v5-29-features.onnx" ? [Slice(dataset), .. LastFeature] : [Slice(dataset)];

        var measurement = Measure(dataset, file, ignore);

        measurement.Examples.ShouldBe(expected.Examples);
        measurement.Metrics[MetricNames.Accuracy].ShouldBe((double)expected.Correct / expected.Examples);
    }

    [Theory]
    [InlineData("breast-cancer", "v2-logistic.onnx")]
    [InlineData("digits", "v1-logistic.onnx")]
    public void What_is_measured_is_all_that_has_a_name_and_nothing_else(string dataset, string file) =>
        Measure(dataset, file, [Slice(dataset)])
            .Metrics.Keys.ShouldBe(TaskMetrics.Of(DatasetTask.Classification), ignoreOrder: true);

    [Fact]
    public void A_model_of_29_features_is_incompatible_with_30()
    {
        var result = Evaluate("breast-cancer", "v5-29-features.onnx", ["size"]);

        result
            .ShouldBeOfType<EvaluationResult.Incompatible>()
            .Reason.ShouldBe("input 'features' takes 29 features; data set 'breast-cancer' has 30");
    }

    [Fact]
    public void The_majority_model_has_half_the_balanced_accuracy_and_no_information()
    {
        var metrics = Measure("breast-cancer", "v4-majority.onnx", ["size"]).Metrics;

        // 179 of 285 are benign: recall 1 and 0; precision 179/285 and 0; F1 2·179/(285+179) and 0; every score is equal.
        metrics[MetricNames.BalancedAccuracy].ShouldBe(0.5);
        metrics[MetricNames.PrecisionMacro].ShouldBe(179.0 / 285 / 2, 1e-12);
        metrics[MetricNames.RecallMacro].ShouldBe(0.5);
        metrics[MetricNames.F1].ShouldBe(358.0 / 464, 1e-12);
        metrics[MetricNames.F1Macro].ShouldBe(358.0 / 464 / 2, 1e-12);
        metrics[MetricNames.F1Weighted].ShouldBe(358.0 / 464 * 179 / 285, 1e-12);
        metrics[MetricNames.RocAuc].ShouldBe(0.5);
    }

    [Fact]
    public void The_better_model_has_the_better_scores()
    {
        var weak = Measure("breast-cancer", "v1-two-features.onnx", ["size"]).Metrics;
        var good = Measure("breast-cancer", "v2-logistic.onnx", ["size"]).Metrics;

        good[MetricNames.LogLoss].ShouldBeLessThan(weak[MetricNames.LogLoss]);
        good[MetricNames.Brier].ShouldBeLessThan(weak[MetricNames.Brier]);
        good[MetricNames.RocAuc].ShouldBeGreaterThan(weak[MetricNames.RocAuc]);
        good[MetricNames.RocAuc].ShouldBeLessThan(1);
    }

    [Fact]
    public void A_tree_ensemble_with_weights_for_one_class_has_probabilities_of_both()
    {
        // ONNX Runtime gives 0 and p for this model. The rows sum to 1 only with 1 − p, and a good model beats ln 2 then.
        var metrics = Measure("breast-cancer", "v3-forest.onnx", ["size"]).Metrics;

        metrics[MetricNames.LogLoss].ShouldBeInRange(0.01, 0.3);
        metrics[MetricNames.Brier].ShouldBeInRange(0.01, 0.1);
        metrics[MetricNames.RocAuc].ShouldBeInRange(0.97, 0.9999);
    }

    [Fact]
    public void F1_of_the_positive_class_is_undefined_for_ten_classes_and_the_rest_is_not()
    {
        var metrics = Measure("digits", "v1-logistic.onnx", ["digit"]).Metrics;

        metrics[MetricNames.F1].ShouldBe(double.NaN);
        metrics.Where(m => m.Key != MetricNames.F1).ShouldAllBe(m => double.IsFinite(m.Value));
    }

    [Fact]
    public void Latency_percentiles_are_in_order_and_the_throughput_is_positive()
    {
        var metrics = Measure("digits", "v2-mlp.onnx", ["digit"]).Metrics;

        metrics[MetricNames.LatencyP50].ShouldBeGreaterThan(0);
        metrics[MetricNames.LatencyP95].ShouldBeGreaterThanOrEqualTo(metrics[MetricNames.LatencyP50]);
        metrics[MetricNames.LatencyP99].ShouldBeGreaterThanOrEqualTo(metrics[MetricNames.LatencyP95]);
        metrics[MetricNames.ExamplesPerSecond].ShouldBeGreaterThan(0);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(1000)]
    public void The_size_of_the_batches_changes_no_metric_of_correctness(int batchSize)
    {
        string[] timings =
        [
            MetricNames.LatencyP50,
            MetricNames.LatencyP95,
            MetricNames.LatencyP99,
            MetricNames.ExamplesPerSecond,
        ];
        var usual = Measure("breast-cancer", "v2-logistic.onnx", ["size"]).Metrics;
        var other = Measure("breast-cancer", "v2-logistic.onnx", ["size"], batchSize).Metrics;

        foreach (var (name, value) in usual.Where(m => !timings.Contains(m.Key)))
        {
            other[name].ShouldBe(value, 1e-6, name);
        }
    }

    [Fact]
    public void A_measurement_says_what_measured_and_what_ran_the_model()
    {
        var measurement = Measure("breast-cancer", "v2-logistic.onnx", ["size"]);

        measurement.Code.ShouldStartWith("Gradus.Evaluation 0.");
        measurement.Runtime.ShouldStartWith("ONNX Runtime 1.");
    }

    [Fact]
    public void A_cancelled_evaluation_stops() =>
        Should.Throw<OperationCanceledException>(() =>
            Evaluator.Evaluate(
                Samples.Path("digits", "v3-forest.onnx"),
                Samples.Path("digits", "test.csv"),
                new EvaluationOptions("digits", new DatasetColumns("label", ["digit"])),
                new CancellationToken(canceled: true)
            )
        );

    private static string Slice(string dataset) => dataset == "digits" ? "digit" : "size";

    private static Measurement Measure(string dataset, string file, string[] ignore, int batchSize = 256) =>
        Evaluate(dataset, file, ignore, batchSize).ShouldBeOfType<EvaluationResult.Measured>().Measurement;

    private static EvaluationResult Evaluate(string dataset, string file, string[] ignore, int batchSize = 256) =>
        Evaluator.Evaluate(
            Samples.Path(dataset, file),
            Samples.Path(dataset, "test.csv"),
            new EvaluationOptions(dataset, new DatasetColumns("label", ignore)) { BatchSize = batchSize },
            TestContext.Current.CancellationToken
        );
}
