using Gradus.Core.Datasets;
using Gradus.Core.Evaluations;
using Gradus.Evaluation.Comparing;
using Gradus.Evaluation.Datasets;
using Gradus.Evaluation.Onnx;
using Gradus.Evaluation.Statistics;

namespace Gradus.Evaluation;

/// <summary>Regressors and rankers, on models and data small enough to work out by hand.</summary>
public sealed class NumberModelTests : IDisposable
{
    private const string Houses = """
        a,b,region,y
        1,1,north,3
        2,0,north,4
        0,2,south,2
        1,0,south,0.5

        """;

    // Two queries: of the first the best order is c, a, b; of the second nothing is relevant.
    private const string Searches = """
        a,b,search,kind,relevance
        3,0,first,shoes,1
        2,0,first,shoes,0
        1,0,first,shoes,2
        5,0,second,hats,0
        4,0,second,hats,0

        """;

    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_regressor_is_measured_by_how_far_its_numbers_are_from_the_true_ones(bool isFlat)
    {
        // Predicts a + 2b: 3, 2, 4 and 1. The errors are 0, −2, 2 and 0.5.
        var measured = Regress(Models.Linear(1, 2, isFlat)).ShouldBeOfType<EvaluationResult.Measured>().Measurement;
        var metrics = measured.Metrics;

        measured.Examples.ShouldBe(4);
        metrics[MetricNames.MeanAbsoluteError].ShouldBe(4.5 / 4, 1e-12);
        metrics[MetricNames.RootMeanSquaredError].ShouldBe(Math.Sqrt(8.25 / 4), 1e-12);
        metrics[MetricNames.MedianAbsoluteError].ShouldBe(1.25, 1e-12);
        metrics[MetricNames.MeanAbsolutePercentageError].ShouldBe((0 + 0.5 + 1 + 1) / 4, 1e-12);
        // The true numbers' mean is 2.375; their squared distances from it sum up to 6.6875.
        metrics[MetricNames.RSquared].ShouldBe(1 - (8.25 / 6.6875), 1e-12);
        metrics[MetricNames.PinballP10].ShouldBe(((0.1 * 2) + (0.9 * 2) + (0.9 * 0.5)) / 4, 1e-12);
        metrics[MetricNames.PinballP50].ShouldBe(4.5 / 8, 1e-12);
        metrics[MetricNames.PinballP90].ShouldBe(((0.9 * 2) + (0.1 * 2) + (0.1 * 0.5)) / 4, 1e-12);
        metrics.Keys.ShouldBe(TaskMetrics.Of(DatasetTask.Regression), ignoreOrder: true);
        metrics[MetricNames.LatencyP95].ShouldBeGreaterThan(0);
    }

    [Fact]
    public void Each_part_of_the_data_has_its_errors()
    {
        var slices = Regress(Models.Linear(1, 2)).ShouldBeOfType<EvaluationResult.Measured>().Measurement.Slices;

        slices
            .Select(slice => (slice.Column, slice.Value, slice.Examples))
            .ShouldBe([("region", "north", 2L), ("region", "south", 2L)]);
        slices[1].Metrics[MetricNames.MeanAbsoluteError].ShouldBe(1.25);
        slices.ShouldAllBe(slice =>
            slice.Metrics.Keys.Order().SequenceEqual(TaskMetrics.BySlice(DatasetTask.Regression).Order())
        );
    }

    [Fact]
    public void A_ranker_is_measured_query_by_query()
    {
        // Ranks by a, so the first search gives 1, 0, 2; the best order gives 2, 1, 0.
        var measured = Rank(Models.Linear(1, 0)).ShouldBeOfType<EvaluationResult.Measured>().Measurement;

        var ndcg = (1 + (2 / 2.0)) / (2 + (1 / Math.Log2(3)));
        var precision = (1 + (2.0 / 3)) / 2;
        measured.Examples.ShouldBe(2);
        measured.Metrics[MetricNames.Ndcg].ShouldBe(ndcg / 2, 1e-12);
        measured.Metrics[MetricNames.MeanAveragePrecisionAt10].ShouldBe(precision / 2, 1e-12);
        measured.Metrics.Keys.ShouldBe(TaskMetrics.Of(DatasetTask.Ranking), ignoreOrder: true);
        var slice = measured.Slices.Single(slice => slice.Value == "shoes");
        (slice.Column, slice.Examples).ShouldBe(("kind", 1L));
        slice.Metrics[MetricNames.Ndcg].ShouldBe(ndcg, 1e-12);
    }

    [Theory]
    [InlineData("variable", "std", null)]
    [InlineData("mean", "std", "the model gives 2 real outputs (mean, std); a regression needs one")]
    public void Of_several_outputs_the_one_with_a_usual_name_is_read(string first, string second, string? reason) =>
        (Regress(Models.TwoOutputs(first, second)) as EvaluationResult.Incompatible)?.Reason.ShouldBe(reason);

    [Fact]
    public void Two_numbers_an_example_are_no_answer() =>
        Regress(Models.Logits())
            .ShouldBeOfType<EvaluationResult.Incompatible>()
            .Reason.ShouldBe("output 'logits' gives 2 numbers an example; a regression needs one");

    [Fact]
    public void Labels_are_no_real_numbers() =>
        Rank(Models.Labels())
            .ShouldBeOfType<EvaluationResult.Incompatible>()
            .Reason.ShouldBe(
                "the model gives no real number (a tensor of 32- or 64-bit floats); a ranking needs one an example"
            );

    [Theory]
    [InlineData("high", "row 2, column 'y': 'high' is not a number")]
    [InlineData("NaN", "row 2, column 'y': 'NaN' is not a finite number")]
    [InlineData("inf", "row 2, column 'y': 'inf' is not a number")]
    [InlineData("1e999", "row 2, column 'y': '1e999' is not a finite number")]
    [InlineData("", "row 2, column 'y': there is no label")]
    public void A_label_that_is_no_finite_number_is_told_with_its_place(string label, string message) =>
        Should
            .Throw<DatasetException>(() => Regress(Models.Linear(1, 2), $"a,b,region,y\n1,1,x,3\n1,1,x,{label}\n"))
            .Message.ShouldBe(message);

    [Theory]
    [InlineData("1,1,q,k,-1\n", "row 1, column 'relevance': '-1' is no relevance, which is 0 or more")]
    [InlineData("1,1,,k,1\n", "row 1, column 'search': there is no query")]
    [InlineData(
        "1,1,p,k,1\n1,1,q,k,0\n1,1,p,k,0\n",
        "row 3, column 'search': query 'p' comes again after others; the rows of a query must stand together"
    )]
    public void A_ranking_that_cannot_be_judged_is_told_with_its_place(string rows, string message) =>
        Should
            .Throw<DatasetException>(() => Rank(Models.Linear(1, 0), "a,b,search,kind,relevance\n" + rows))
            .Message.ShouldBe(message);

    [Fact]
    public async Task Two_regressors_are_compared_by_their_errors_on_the_same_examples()
    {
        var csv = Many(200);
        var good = Kept("good", Models.Linear(1, 2), csv);
        var bad = Kept("bad", Models.Linear(1, 0), csv);

        var comparison = await CompareAsync(good, bad, DatasetTask.Regression);

        comparison.Examples.ShouldBe(200);
        comparison.Pairs.ShouldBeNull();
        comparison.Metrics.Select(one => one.Metric).ShouldBe(ComparisonNames.ComparedOn(DatasetTask.Regression));
        foreach (var one in comparison.Metrics)
        {
            one.Candidate.ShouldBe(good.Metrics[one.Metric], 1e-12);
            one.Incumbent.ShouldBe(bad.Metrics[one.Metric], 1e-12);
            one.Difference.Estimate.ShouldBe(one.Candidate - one.Incumbent, 1e-9);
            NonInferiority
                .Of(one.Metric, one.Difference.Lower, one.Difference.Upper, 0)
                .ShouldBe(Standing.Superior, one.Metric);
        }

        var part = comparison.Slices.Single(slice => slice.Value == "south");
        part.Candidate.ShouldBeLessThan(part.Incumbent);
        part.AdjustedP.ShouldBeLessThan(0.001);
    }

    [Fact]
    public async Task Of_the_same_errors_nothing_is_told()
    {
        var csv = Many(80);
        var one = Kept("one", Models.Linear(1, 2), csv);
        var same = Kept("same", Models.Linear(1, 2), csv);

        var comparison = await CompareAsync(one, same, DatasetTask.Regression);

        comparison.Metrics.ShouldAllBe(metric => metric.Difference.Lower == 0 && metric.Difference.Upper == 0);
        comparison.Slices.ShouldAllBe(slice => slice.PValue == 1);
    }

    [Fact]
    public async Task Two_rankers_are_compared_query_by_query()
    {
        var csv = ManySearches(60);
        var good = Kept("good", Models.Linear(1, 0), csv, DatasetTask.Ranking);
        var bad = Kept("bad", Models.Linear(-1, 0), csv, DatasetTask.Ranking);

        var comparison = await CompareAsync(good, bad, DatasetTask.Ranking);

        comparison.Examples.ShouldBe(60);
        foreach (var one in comparison.Metrics)
        {
            one.Candidate.ShouldBe(good.Metrics[one.Metric], 1e-12);
            one.Difference.Estimate.ShouldBe(good.Metrics[one.Metric] - bad.Metrics[one.Metric], 1e-9);
        }

        comparison.Metrics.Single(one => one.Metric == "ndcg").Difference.Lower.ShouldBeGreaterThan(0);
        comparison.Slices.Sum(slice => slice.Examples).ShouldBe(60);
    }

    [Fact]
    public async Task Predictions_of_classes_and_of_other_examples_are_not_compared()
    {
        var one = Kept("one", Models.Linear(1, 2), Many(50));
        var other = Kept("other", Models.Linear(1, 2), Many(51));

        (
            await Should.ThrowAsync<DatasetException>(() => CompareAsync(one, other, DatasetTask.Regression))
        ).Message.ShouldBe("The predictions are not of the same examples.");
        (
            await Should.ThrowAsync<DatasetException>(() => CompareAsync(one, one, DatasetTask.Classification))
        ).Message.ShouldBe("The file holds no predictions of classes.");
    }

    private EvaluationResult Regress(byte[] model, string csv = Houses) =>
        Evaluate(model, csv, new DatasetColumns("y", ["region"], DatasetTask.Regression));

    private EvaluationResult Rank(byte[] model, string csv = Searches) =>
        Evaluate(model, csv, new DatasetColumns("relevance", ["kind"], DatasetTask.Ranking, "search"));

    private EvaluationResult Evaluate(byte[] model, string csv, DatasetColumns columns, string? kept = null) =>
        Evaluator.Evaluate(
            _folder.Write("model.onnx", model),
            _folder.Write("data.csv", csv),
            new EvaluationOptions("x", columns) { LatencyCalls = 2, PredictionsPath = kept },
            TestContext.Current.CancellationToken
        );

    private (string Path, IReadOnlyDictionary<string, double> Metrics) Kept(
        string name,
        byte[] model,
        string csv,
        DatasetTask task = DatasetTask.Regression
    )
    {
        var path = _folder.File($"{name}.parquet");
        var columns =
            task == DatasetTask.Ranking
                ? new DatasetColumns("relevance", ["kind"], task, "search")
                : new DatasetColumns("y", ["region"], task);
        var result = Evaluate(model, csv, columns, path);
        return (path, result.ShouldBeOfType<EvaluationResult.Measured>().Measurement.Metrics);
    }

    private static Task<ModelComparison> CompareAsync(
        (string Path, IReadOnlyDictionary<string, double>) candidate,
        (string Path, IReadOnlyDictionary<string, double>) incumbent,
        DatasetTask task
    ) =>
        Comparer.CompareAsync(
            candidate.Path,
            incumbent.Path,
            new DatasetColumns("y", [], task),
            new BootstrapOptions { Resamples = 500 },
            TestContext.Current.CancellationToken
        );

    // y is a + 2b and a little, more or less, so that all models are wrong and one is nearer.
    private static string Many(int rows) =>
        "a,b,region,y\n"
        + string.Concat(
            Enumerable
                .Range(0, rows)
                .Select(i =>
                    FormattableString.Invariant(
                        $"{i % 7},{1 + (i % 5)},{(i % 2 == 0 ? "north" : "south")},{(i % 7) + (2 * (1 + (i % 5))) + (((i % 3) - 1) * 0.5)}\n"
                    )
                )
        );

    // Most relevant is what has the greatest a, but for every fifth search.
    private static string ManySearches(int searches) =>
        "a,b,search,kind,relevance\n"
        + string.Concat(
            Enumerable
                .Range(0, searches)
                .SelectMany(q =>
                    Enumerable
                        .Range(0, 4)
                        .Select(i =>
                            FormattableString.Invariant(
                                $"{i},0,s{q},{(q % 2 == 0 ? "shoes" : "hats")},{(q % 5 == 0 ? 3 - i : i)}\n"
                            )
                        )
                )
        );
}
