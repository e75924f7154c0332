using System.Globalization;
using Gradus.Core.Datasets;
using Gradus.Core.Evaluations;

namespace Gradus.Evaluation;

/// <summary>What is measured of the parts of a data set.</summary>
public sealed class SliceTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void The_model_that_never_saw_an_8_gets_none_of_them_right()
    {
        var slices = Measure(Samples.Path("digits", "v4-blind-to-8.onnx"), Samples.Path("digits", "test.csv"), "digit");

        var digits = slices.Where(slice => slice.Column == "label").ToList();
        digits.Select(slice => slice.Value).ShouldBe(["0", "1", "2", "3", "4", "5", "6", "7", "8", "9"]);
        digits.Single(slice => slice.Value == "8").Metrics[MetricNames.Accuracy].ShouldBe(0);
        digits.Where(slice => slice.Value != "8").ShouldAllBe(slice => slice.Metrics[MetricNames.Accuracy] > 0.85);
    }

    [Theory]
    [InlineData("digits", "v2-mlp.onnx")]
    [InlineData("breast-cancer", "v3-forest.onnx")]
    public void The_slices_of_a_column_are_the_whole_data_set(string dataset, string file)
    {
        var column = SampleColumn(dataset);
        var expected = Samples.Models(dataset).Single(model => model.File == file);

        var slices = Measure(Samples.Path(dataset, file), Samples.Path(dataset, "test.csv"), column);

        foreach (var by in (string[])["label", column])
        {
            var parts = slices.Where(slice => slice.Column == by).ToList();
            parts.Sum(slice => slice.Examples).ShouldBe(expected.Examples);
            parts.Sum(slice => slice.Examples * slice.Metrics[MetricNames.Accuracy]).ShouldBe(expected.Correct, 1e-9);
        }
    }

    [Fact]
    public void What_is_measured_by_slice_is_all_that_is_said_to_be() =>
        Measure(Samples.Path("digits", "v2-mlp.onnx"), Samples.Path("digits", "test.csv"), "digit")
            .ShouldAllBe(slice =>
                slice.Metrics.Keys.Order().SequenceEqual(TaskMetrics.BySlice(DatasetTask.Classification).Order())
            );

    // A number that is another in each row tells rows apart, and so does a text that nobody could type.
    [Fact]
    public void A_column_with_too_many_values_or_with_odd_ones_is_not_sliced_by()
    {
        var rows = File.ReadAllLines(Samples.Path("breast-cancer", "test.csv"));
        var text = rows.Select(
            (row, i) =>
                i == 0
                    ? $"{row},id,team,note"
                    : string.Create(CultureInfo.InvariantCulture, $"{row},{i},{i % 7},a\u0007b")
        );
        var path = _folder.Write("test.csv", string.Join('\n', text));

        Measure(Samples.Path("breast-cancer", "v2-logistic.onnx"), path, "size", "id", "team", "note")
            .Select(slice => slice.Column)
            .Distinct()
            .ShouldBe(["label", "size", "team"]);
    }

    private static string SampleColumn(string dataset) => dataset == "digits" ? "digit" : "size";

    private static IReadOnlyList<Slice> Measure(string model, string csv, params string[] ignore) =>
        Evaluator
            .Evaluate(
                model,
                csv,
                new EvaluationOptions("test", new DatasetColumns("label", ignore)) { LatencyCalls = 1 },
                TestContext.Current.CancellationToken
            )
            .ShouldBeOfType<EvaluationResult.Measured>()
            .Measurement.Slices;
}
