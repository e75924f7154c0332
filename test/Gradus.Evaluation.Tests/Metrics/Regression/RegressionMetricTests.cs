using CsCheck;

namespace Gradus.Evaluation.Metrics.Regression;

public sealed class RegressionMetricTests
{
    private static readonly float[] Actual = [.. Reference.Numbers("regression", "actual").Select(x => (float)x)];
    private static readonly float[] Predicted = [.. Reference.Numbers("regression", "predicted").Select(x => (float)x)];

    [Fact]
    public void Each_metric_is_scikit_learns()
    {
        const double Tolerance = 1e-9;
        RegressionMetrics
            .MeanAbsoluteError(Actual, Predicted)
            .ShouldBe(Reference.Number("regression", "mae"), Tolerance);
        RegressionMetrics
            .RootMeanSquaredError(Actual, Predicted)
            .ShouldBe(Reference.Number("regression", "rmse"), Tolerance);
        RegressionMetrics.RSquared(Actual, Predicted).ShouldBe(Reference.Number("regression", "r2"), Tolerance);
        RegressionMetrics
            .MeanAbsolutePercentageError(Actual, Predicted)
            .ShouldBe(Reference.Number("regression", "mape"), Tolerance);
        RegressionMetrics
            .MedianAbsoluteError(Actual, Predicted)
            .ShouldBe(Reference.Number("regression", "median_ae"), Tolerance);
        RegressionMetrics
            .Pinball(Actual, Predicted, 0.1)
            .ShouldBe(Reference.Number("regression", "pinball_0.1"), Tolerance);
        RegressionMetrics
            .Pinball(Actual, Predicted, 0.9)
            .ShouldBe(Reference.Number("regression", "pinball_0.9"), Tolerance);
    }

    [Fact]
    public void The_loss_of_the_median_is_half_the_absolute_error() =>
        Gen.Select(Gen.Float[-10, 10], Gen.Float[-10, 10])
            .Array[1, 30]
            .Sample(pairs =>
            {
                float[] actual = [.. pairs.Select(p => p.Item1)];
                float[] predicted = [.. pairs.Select(p => p.Item2)];
                RegressionMetrics
                    .Pinball(actual, predicted, 0.5)
                    .ShouldBe(RegressionMetrics.MeanAbsoluteError(actual, predicted) / 2, 1e-9);
            });

    [Fact]
    public void A_perfect_prediction_explains_all_and_the_mean_nothing()
    {
        RegressionMetrics.RSquared(Actual, Actual).ShouldBe(1);
        RegressionMetrics.RSquared([1, 2, 3], [2, 2, 2]).ShouldBe(0, 1e-12);
        RegressionMetrics.RSquared([2, 2], [2, 2]).ShouldBe(double.NaN);
    }

    [Fact]
    public void Nothing_and_what_is_not_a_number_have_no_error()
    {
        foreach (var (actual, predicted) in new (float[], float[])[] { ([], []), ([1, 2], [1, float.NaN]) })
        {
            double[] all =
            [
                RegressionMetrics.MeanAbsoluteError(actual, predicted),
                RegressionMetrics.RootMeanSquaredError(actual, predicted),
                RegressionMetrics.RSquared(actual, predicted),
                RegressionMetrics.MeanAbsolutePercentageError(actual, predicted),
                RegressionMetrics.MedianAbsoluteError(actual, predicted),
                RegressionMetrics.Pinball(actual, predicted, 0.5),
            ];
            all.ShouldAllBe(value => double.IsNaN(value));
        }
    }

    [Fact]
    public void There_must_be_a_prediction_for_every_example() =>
        Should.Throw<ArgumentException>(() => RegressionMetrics.MeanAbsoluteError([1, 2], [1]));
}
