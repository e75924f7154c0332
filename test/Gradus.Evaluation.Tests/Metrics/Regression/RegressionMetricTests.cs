using CsCheck;

namespace Gradus.Evaluation.Metrics.Regression;

public sealed class RegressionMetricTests
{
    private static readonly double[] Actual = Reference
        .Numbers("regression", "actual")
        .Select(x => (double)(float)x)
        .ToArray();
    private static readonly double[] Predicted = Reference
        .Numbers("regression", "predicted")
        .Select(x => (double)(float)x)
        .ToArray();

    [Fact]
    public void Each_metric_is_scikit_learns()
    {
        const double Tolerance = 1e-9;
        var sums = Of(Actual, Predicted);

        sums.MeanAbsoluteError.ShouldBe(Reference.Number("regression", "mae"), Tolerance);
        sums.RootMeanSquaredError.ShouldBe(Reference.Number("regression", "rmse"), Tolerance);
        sums.RSquared.ShouldBe(Reference.Number("regression", "r2"), Tolerance);
        sums.MeanAbsolutePercentageError.ShouldBe(Reference.Number("regression", "mape"), Tolerance);
        sums.PinballP10.ShouldBe(Reference.Number("regression", "pinball_0.1"), Tolerance);
        sums.PinballP90.ShouldBe(Reference.Number("regression", "pinball_0.9"), Tolerance);
        // Its errors are kept as 32-bit floats.
        MedianOf(Actual, Predicted).ShouldBe(Reference.Number("regression", "median_ae"), 1e-6);
    }

    [Fact]
    public void The_loss_of_the_median_is_half_the_absolute_error() =>
        Gen.Double[-10, 10].Sample(error => RegressionSums.PinballOf(error, 0.5).ShouldBe(Math.Abs(error) / 2, 1e-9));

    [Fact]
    public void A_perfect_prediction_explains_all_and_the_mean_nothing()
    {
        Of(Actual, Actual).RSquared.ShouldBe(1);
        Of([1, 2, 3], [2, 2, 2]).RSquared.ShouldBe(0, 1e-12);
        Of([2, 2], [2, 2]).RSquared.ShouldBe(double.NaN);
    }

    [Fact]
    public void Far_from_zero_as_much_is_explained_as_near_to_it() =>
        Of([.. Actual.Select(x => x + 1e9)], [.. Predicted.Select(x => x + 1e9)])
            .RSquared.ShouldBe(Of(Actual, Predicted).RSquared, 1e-6);

    [Fact]
    public void Nothing_and_what_is_not_a_number_have_no_error()
    {
        foreach (var (actual, predicted) in new (double[], double[])[] { ([], []), ([1, 2], [1, double.NaN]) })
        {
            Of(actual, predicted).ToMetrics().Values.ShouldAllBe(value => double.IsNaN(value));
            MedianOf(actual, predicted).ShouldBe(double.NaN);
        }
    }

    [Fact]
    public void Of_an_even_number_the_median_lies_between_the_middle_two() =>
        MedianOf([0, 0, 0, 0], [1, -2, 3, 10]).ShouldBe(2.5);

    private static RegressionSums Of(double[] actual, double[] predicted)
    {
        var sums = new RegressionSums();
        foreach (var (one, other) in actual.Zip(predicted))
        {
            sums.Add(one, other);
        }

        return sums;
    }

    private static double MedianOf(double[] actual, double[] predicted)
    {
        var median = new MedianError();
        foreach (var (one, other) in actual.Zip(predicted))
        {
            median.Add(one, other);
        }

        return median.Value;
    }
}
