using Gradus.Core.Datasets;
using Gradus.Core.Evaluations;
using Gradus.Evaluation.Datasets;
using Gradus.Evaluation.Statistics;

namespace Gradus.Evaluation.Comparing;

/// <summary>The sample models compared by their kept predictions.</summary>
public sealed class ComparerTests : IDisposable
{
    private static readonly BootstrapOptions Options = new() { Resamples = 2_000 };

    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task What_is_compared_is_what_was_measured()
    {
        var (forest, measured) = Predict("digits", "v3-forest.onnx", "digit");
        var (mlp, before) = Predict("digits", "v2-mlp.onnx", "digit");

        var comparison = await CompareAsync(forest, mlp);

        comparison.Examples.ShouldBe((int)measured.Examples);
        comparison.Classes.ShouldBe(["0", "1", "2", "3", "4", "5", "6", "7", "8", "9"]);
        comparison.Metrics.Select(one => one.Metric).ShouldBe(ComparisonNames.ComparedOn(DatasetTask.Classification));
        foreach (var one in comparison.Metrics.Where(one => double.IsFinite(one.Candidate)))
        {
            one.Candidate.ShouldBe(measured.Metrics[one.Metric], 1e-6);
            one.Incumbent.ShouldBe(before.Metrics[one.Metric], 1e-6);
            one.Difference.Estimate.ShouldBe(one.Candidate - one.Incumbent, 1e-6);
            one.Difference.Lower.ShouldBeLessThanOrEqualTo(one.Difference.Estimate);
            one.Difference.Upper.ShouldBeGreaterThanOrEqualTo(one.Difference.Estimate);
        }
    }

    [Fact]
    public async Task On_digits_the_forest_is_not_significantly_other_than_the_network()
    {
        var comparison = await CompareAsync(
            Predict("digits", "v3-forest.onnx", "digit").Path,
            Predict("digits", "v2-mlp.onnx", "digit").Path
        );

        Of(comparison, MetricNames.Accuracy).Difference.Contains(0).ShouldBeTrue();
        comparison.Pairs!.MidP.ShouldBeGreaterThan(0.05);
        comparison.Detectable.ShouldBeInRange(0.001, 0.1);
    }

    [Fact]
    public async Task The_model_that_is_blind_to_8_loses_the_8s_and_nothing_else_significantly()
    {
        var comparison = await CompareAsync(
            Predict("digits", "v4-blind-to-8.onnx", "digit").Path,
            Predict("digits", "v3-forest.onnx", "digit").Path
        );

        var significant = comparison.Slices.Where(slice => slice.AdjustedP < 0.05).ToList();
        significant.Select(slice => (slice.Column, slice.Value)).ShouldBe([("label", "8"), ("digit", "8")]);
        significant[0].Candidate.ShouldBe(0);
        comparison.Lost.ShouldNotBeEmpty();
        comparison.Candidate.Confusion.Where(cell => cell is { Actual: "8", Predicted: "8" }).ShouldBeEmpty();
    }

    [Fact]
    public async Task Two_classes_have_an_interval_of_the_area_and_one_curve()
    {
        var (candidate, measured) = Predict("breast-cancer", "v2-logistic.onnx", "size");
        var incumbent = Predict("breast-cancer", "v1-two-features.onnx", "size").Path;

        var comparison = await CompareAsync(candidate, incumbent);

        var area = Of(comparison, MetricNames.RocAuc);
        area.Candidate.ShouldBe(measured.Metrics[MetricNames.RocAuc], 1e-9);
        area.Difference.Lower.ShouldBeGreaterThan(0);
        var curve = comparison.Candidate.Roc.ShouldHaveSingleItem();
        curve.Area.ShouldBe(area.Candidate, 1e-9);
        curve.Points[0].ShouldBe(new(float.PositiveInfinity, 0, 0));
        (curve.Points[^1].FalsePositiveRate, curve.Points[^1].TruePositiveRate).ShouldBe((1, 1));
        comparison.Candidate.Reliability.Sum(point => point.Examples).ShouldBe(comparison.Examples);
        comparison.Slices.Select(slice => slice.Column).Distinct().ShouldBe(["label", "size"]);
    }

    [Fact]
    public async Task A_model_beside_itself_differs_in_nothing()
    {
        var path = Predict("digits", "v1-logistic.onnx", "digit").Path;

        var comparison = await CompareAsync(path, path);

        comparison.Pairs!.Discordant.ShouldBe(0);
        comparison.Metrics.ShouldAllBe(one => !(one.Difference.Estimate > 0) && !(one.Difference.Estimate < 0));
        comparison.Lost.ShouldBeEmpty();
    }

    [Fact]
    public async Task The_order_of_the_two_only_turns_the_difference()
    {
        var forest = Predict("digits", "v3-forest.onnx", "digit").Path;
        var mlp = Predict("digits", "v2-mlp.onnx", "digit").Path;

        var one = Of(await CompareAsync(forest, mlp), MetricNames.F1Macro).Difference;
        var other = Of(await CompareAsync(mlp, forest), MetricNames.F1Macro).Difference;

        (one.Lower, one.Upper).ShouldBe((-other.Upper, -other.Lower));
    }

    [Fact]
    public void The_same_predictions_are_the_same_bytes() =>
        File.ReadAllBytes(Predict("digits", "v2-mlp.onnx", "digit").Path)
            .ShouldBe(File.ReadAllBytes(Predict("digits", "v2-mlp.onnx", "digit").Path));

    [Fact]
    public async Task Predictions_of_other_examples_are_not_compared()
    {
        var digits = Predict("digits", "v1-logistic.onnx", "digit").Path;
        var cancer = Predict("breast-cancer", "v2-logistic.onnx", "size").Path;

        var refused = await Should.ThrowAsync<DatasetException>(() => CompareAsync(digits, cancer));

        refused.Message.ShouldBe("The predictions are not of the same examples.");
    }

    private static MetricComparison Of(ModelComparison comparison, string metric) =>
        comparison.Metrics.Single(one => one.Metric == metric);

    private static Task<ModelComparison> CompareAsync(string candidate, string incumbent) =>
        Comparer.CompareAsync(candidate, incumbent, new DatasetColumns("label", []), Options, CancellationToken.None);

    private (string Path, Measurement Measurement) Predict(string dataset, string file, string slice)
    {
        var path = _folder.File($"{Guid.NewGuid():N}.parquet");
        var options = new EvaluationOptions(dataset, new DatasetColumns("label", [slice]))
        {
            PredictionsPath = path,
            LatencyCalls = 1,
        };
        var result = Evaluator.Evaluate(
            Samples.Path(dataset, file),
            Samples.Path(dataset, "test.csv"),
            options,
            CancellationToken.None
        );
        return (path, result.ShouldBeOfType<EvaluationResult.Measured>().Measurement);
    }
}
