using CsCheck;

namespace Gradus.Evaluation.Statistics;

/// <summary>Intervals of quantiles by ranks.</summary>
public sealed class QuantileIntervalTests
{
    // W. Conover, "Practical Nonparametric Statistics", 3rd edition 1999, table A3, gives these binomial tails; the ranks of the median
    // for n = 10, 20 and 100 are those of the sign test's interval in every table of it.
    [Theory]
    [InlineData(10, 2, 9)]
    [InlineData(20, 6, 15)]
    [InlineData(100, 40, 61)]
    public void The_medians_ranks_are_those_of_the_tables(int n, int lower, int upper)
    {
        double[] ascending = [.. Enumerable.Range(1, n).Select(i => (double)i)];

        var interval = QuantileInterval.Of(ascending, 50, 0.95);

        (interval.Lower, interval.Upper).ShouldBe((lower, upper));
    }

    [Fact]
    public void An_end_that_cannot_be_told_is_infinite()
    {
        double[] hundred = [.. Enumerable.Range(1, 100).Select(i => (double)i)];

        // 0.99^100 = 0.366: the largest of a hundred is often below the 99th percentile.
        QuantileInterval.Of(hundred, 99, 0.95).Upper.ShouldBe(double.PositiveInfinity);
        QuantileInterval.Of(hundred, 1, 0.95).Lower.ShouldBe(double.NegativeInfinity);
        QuantileInterval.Of([], 50, 0.95).IsDefined.ShouldBeFalse();
        QuantileInterval.Of([7], 50, 0.95).Estimate.ShouldBe(7);
    }

    [Fact]
    public void It_holds_the_true_quantile_as_often_as_it_says()
    {
        const double True = 95;
        var random = new Random(5);
        var held = 0;
        for (var i = 0; i < 2_000; i++)
        {
            double[] ascending = [.. Enumerable.Range(0, 300).Select(_ => random.NextDouble() * 100).Order()];
            var interval = QuantileInterval.Of(ascending, 95, 0.9);
            held += interval.Contains(True) ? 1 : 0;
        }

        // At least 0.9 and, as ranks are whole, a little more: 0.9 − 4 standard errors.
        held.ShouldBeInRange(1_746, 1_930);
    }

    [Fact]
    public void The_estimate_lies_within() =>
        Gen.Select(Gen.Double[0, 1].Array[1, 200], Gen.Int[1, 99])
            .Sample(
                (values, percent) =>
                {
                    double[] ascending = [.. values.Order()];
                    var interval = QuantileInterval.Of(ascending, percent, 0.95);
                    interval.Estimate.ShouldBeInRange(interval.Lower, interval.Upper);
                }
            );
}
