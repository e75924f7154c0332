using Gradus.Core.Datasets;
using Gradus.Evaluation.Statistics;

namespace Gradus.Evaluation.Fairness;

/// <summary>Groups of the sample data, from a sample model's kept predictions.</summary>
public sealed class PredictedGroupsTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task The_rates_of_groups_are_counted_from_the_predictions()
    {
        var measured = await MeasureAsync("breast-cancer", "v2-logistic.onnx", "size");

        measured.Error.ShouldBeNull();
        var groups = measured.Value;
        groups.Examples.ShouldBe(285);
        groups.Groups.ShouldBe(groups.Groups.Order(StringComparer.Ordinal));
        groups.Fairness.Groups.Sum(group => group.Examples).ShouldBe(285);
        var compared = groups.Fairness.Groups.Where(group => group.IsCompared).Select(group => group.SelectionRate);
        groups.Fairness.DemographicParityDifference.Estimate.ShouldBe(compared.Max() - compared.Min(), 1e-12);
    }

    [Fact]
    public async Task More_than_two_classes_are_not_told_fair_or_unfair() =>
        (await MeasureAsync("digits", "v3-forest.onnx", "digit")).Error!.Message.ShouldBe(
            "fairness is measured of two classes; the data set has 10"
        );

    [Fact]
    public async Task A_column_that_is_no_slice_is_named_with_those_that_are() =>
        (await MeasureAsync("breast-cancer", "v2-logistic.onnx", "size", by: "sex")).Error!.Message.ShouldBe(
            "the data set cannot be sliced by 'sex' (by size)"
        );

    private Task<Core.Errors.Result<PredictedGroups>> MeasureAsync(
        string dataset,
        string file,
        string ignore,
        string? by = null
    )
    {
        var path = _folder.File("predictions.parquet");
        Evaluator
            .Evaluate(
                Samples.Path(dataset, file),
                Samples.Path(dataset, "test.csv"),
                new EvaluationOptions(dataset, new DatasetColumns("label", [ignore]))
                {
                    PredictionsPath = path,
                    LatencyCalls = 1,
                },
                CancellationToken.None
            )
            .ShouldBeOfType<EvaluationResult.Measured>();
        return PredictedGroups.MeasureAsync(
            path,
            by ?? ignore,
            20,
            new BootstrapOptions { Resamples = 500 },
            CancellationToken.None
        );
    }
}
