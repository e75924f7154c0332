using Gradus.Core.Datasets;
using Gradus.Core.Evaluations;

namespace Gradus.Evaluation.Metrics;

/// <summary>The metrics of the sample models are those that scikit-learn computes from the same predictions.</summary>
public sealed class ReferenceMetricTests
{
    // The program sums 32-bit floats in 64 bits; the references are of the same floats.
    private const double Tolerance = 1e-6;

    public static TheoryData<string, string> EveryModel =>
        new()
        {
            { "breast-cancer", "v1-two-features" },
            { "breast-cancer", "v2-logistic" },
            { "breast-cancer", "v3-forest" },
            { "digits", "v2-mlp" },
            { "digits", "v3-forest" },
            { "digits", "v4-blind-to-8" },
        };

    [Theory]
    [MemberData(nameof(EveryModel))]
    public void Every_metric_of_a_sample_model_is_scikit_learns(string dataset, string model)
    {
        var measured = Evaluator
            .Evaluate(
                Samples.Path(dataset, $"{model}.onnx"),
                Samples.Path(dataset, "test.csv"),
                new EvaluationOptions(dataset, new DatasetColumns("label", [dataset == "digits" ? "digit" : "size"]))
                {
                    LatencyCalls = 1,
                },
                TestContext.Current.CancellationToken
            )
            .ShouldBeOfType<EvaluationResult.Measured>()
            .Measurement.Metrics;

        var expected = Reference.Table("classification", $"{dataset}-{model}");
        foreach (var (name, value) in expected)
        {
            measured[name].ShouldBe(value, Tolerance, name);
        }

        // Nothing but times goes without a reference, and F1 of ten classes, which there is none of.
        TaskMetrics
            .Of(DatasetTask.Classification)
            .Except(expected.Keys)
            .ShouldAllBe(name =>
                name.EndsWith("_ms", StringComparison.Ordinal)
                || name == MetricNames.ExamplesPerSecond
                || (name == MetricNames.F1 && dataset == "digits")
            );
    }

    [Fact]
    public void The_curve_of_a_sample_model_has_scikit_learns_corners()
    {
        var predictions = SamplePredictions.Of("breast-cancer", "v2-logistic.onnx");
        var scores = new RankedScores();
        foreach (var (score, actual) in predictions.Score(1).Zip(predictions.Actual))
        {
            scores.Add(score, actual == 1);
        }

        var curve = RocCurve.Of(scores);

        curve.Select(point => point.FalsePositiveRate).ToArray().ShouldBe(Reference.Numbers("roc_curve", "fpr"), 1e-9);
        curve.Select(point => point.TruePositiveRate).ToArray().ShouldBe(Reference.Numbers("roc_curve", "tpr"), 1e-9);
    }
}
