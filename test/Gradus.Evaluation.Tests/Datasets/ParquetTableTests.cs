using Gradus.Core.Datasets;
using Gradus.Core.Evaluations;
using Gradus.Evaluation.Drift;

namespace Gradus.Evaluation.Datasets;

public sealed class ParquetTableTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("digits", "v2-mlp.onnx", "digit", 100)]
    [InlineData("digits", "v2-mlp.onnx", "digit", 10_000)]
    [InlineData("breast-cancer", "v3-forest.onnx", "size", 77)]
    public async Task The_same_table_as_Parquet_is_measured_alike(string dataset, string model, string slice, int rows)
    {
        var csv = Samples.Path(dataset, "test.csv");
        var parquet = await ParquetFile.WriteAsync(csv, _folder.File("test.parquet"), rows);

        var one = Measure(dataset, model, slice, csv);
        var other = Measure(dataset, model, slice, parquet);

        other.Examples.ShouldBe(one.Examples);
        foreach (var (name, value) in one.Metrics.Where(metric => !IsOfTime(metric.Key)))
        {
            other.Metrics[name].ShouldBe(value, name);
        }

        other.Slices.Select(Described).ShouldBe(one.Slices.Select(Described));
        File.ReadAllBytes(_folder.File("test.parquet.kept")).ShouldBe(File.ReadAllBytes(_folder.File("test.csv.kept")));
    }

    [Fact]
    public async Task A_table_drifts_alike_in_either_form()
    {
        var csv = Samples.Path("digits", "test.csv");
        var parquet = await ParquetFile.WriteAsync(csv, _folder.File("drift.parquet"), 500);

        var drift = DatasetDrift.Measure(Source(parquet), Source(csv), CancellationToken.None).Value;

        drift.Features.ShouldAllBe(feature => feature.Psi == 0 && feature.Ks.Statistic == 0);
        drift.Categories.ShouldAllBe(category => category.JensenShannon < 1e-6);

        static DriftSource Source(string path) => new(path, "digits", new DatasetColumns("label", ["digit"]));
    }

    [Theory]
    [InlineData("a,label\n1.5,0\n,1\n", "row 2, column 'a': there is no value")]
    [InlineData("a,label\n1.5,0\n1e60,1\n", "row 2, column 'a': '1E+60' is outside the range of a 32-bit float")]
    [InlineData("a,label\n1.5,0\nabc,1\n", "row 2, column 'a': 'abc' is not a number")]
    [InlineData("a,label\n1.5,0.5\n2,\n", "row 2, column 'label': there is no label")]
    [InlineData("a,b\n1,0\n", "the file has no column 'label' to take the true class from (its columns: a, b)")]
    public async Task What_is_wrong_is_told_with_its_place_as_of_a_CSV_file(string csv, string message)
    {
        var parquet = await ParquetFile.WriteAsync(_folder.Write("data.csv", csv), _folder.File("data.parquet"), 1);

        Should.Throw<DatasetException>(() => Read(parquet)).Message.ShouldBe(message);
    }

    [Theory]
    [InlineData("PAR1")]
    [InlineData("PAR1 and nothing that follows from itPAR1")]
    public void A_broken_file_is_told_as_such(string text) =>
        Should
            .Throw<DatasetException>(() => Read(_folder.Write("data.parquet", text)))
            .Message.ShouldStartWith("the file is no Parquet file that can be read: ");

    [Fact]
    public async Task A_column_of_a_type_that_cannot_be_read_may_be_ignored_and_nothing_else()
    {
        var path = _folder.File("dates.parquet");
        await WriteDatesAsync(path);

        Read(path, "day").ShouldBe(2);
        Should
            .Throw<DatasetException>(() => Read(path))
            .Message.ShouldBe("column 'day' holds values of type DateTime; numbers, text and truth values can be read");
    }

    private static async Task WriteDatesAsync(string path)
    {
        var (a, day, label) = (
            new Parquet.Schema.DataField<float>("a"),
            new Parquet.Schema.DataField<DateTime>("day"),
            new Parquet.Schema.DataField<bool>("label")
        );
        await using var file = File.Create(path);
        await using var writer = await Parquet.ParquetWriter.CreateAsync(
            new Parquet.Schema.ParquetSchema(a, day, label),
            file
        );
        using var group = writer.CreateRowGroup();
        await group.WriteAsync<float>(a, new[] { 1f, 2f });
        await group.WriteAsync<DateTime>(day, new[] { DateTime.UnixEpoch, DateTime.UnixEpoch });
        await group.WriteAsync<bool>(label, new[] { true, false });
        group.CompleteValidate();
    }

    private static int Read(string path, params string[] ignore)
    {
        var table = LabelledTable.Open(path, "x", new DatasetColumns("label", ignore));
        var labels = new ClassLabels();
        table.ReadLabels(labels, TestContext.Current.CancellationToken);
        return table.ReadBatches(2, labels, TestContext.Current.CancellationToken).Sum(batch => batch.Count);
    }

    private Measurement Measure(string dataset, string model, string slice, string path) =>
        Evaluator
            .Evaluate(
                Samples.Path(dataset, model),
                path,
                new EvaluationOptions(dataset, new DatasetColumns("label", [slice]))
                {
                    LatencyCalls = 1,
                    PredictionsPath = _folder.File(Path.GetFileName(path) + ".kept"),
                },
                TestContext.Current.CancellationToken
            )
            .ShouldBeOfType<EvaluationResult.Measured>()
            .Measurement;

    private static string Described(Slice slice) =>
        $"{slice.Column} {slice.Value} {slice.Examples} {string.Join(' ', slice.Metrics.Values)}";

    private static bool IsOfTime(string metric) => TaskMetrics.OfSpeed.Contains(metric);
}
