namespace Gradus.Evaluation.Statistics;

public sealed class BcaTests
{
    // B. Efron, R. Tibshirani, "An introduction to the bootstrap", 1993, table 14.1: the "A" test of spatial perception.
    private static readonly double[] SpatialTest =
    [
        .. new[]
        {
            48,
            36,
            20,
            29,
            42,
            42,
            20,
            42,
            22,
            41,
            45,
            14,
            6,
            0,
            33,
            28,
            34,
            4,
            32,
            24,
            47,
            41,
            24,
            26,
            30,
            41,
        },
    ];

    // B. Efron, "Bootstrap methods: another look at the jackknife", 1979: 15 law schools.
    private static readonly double[] Lsat =
    [
        .. new[] { 576, 635, 558, 578, 666, 580, 555, 661, 651, 605, 653, 575, 545, 572, 594 },
    ];

    private static readonly double[] Gpa =
    [
        3.39,
        3.30,
        2.81,
        3.03,
        3.44,
        3.07,
        3.00,
        3.43,
        3.36,
        3.13,
        3.12,
        2.74,
        2.76,
        2.88,
        2.96,
    ];

    [Fact]
    public void Efron_and_Tibshiranis_interval_of_a_variance_is_met()
    {
        var interval = WeightedBootstrap.Of(
            SpatialTest.Length,
            weights => Variance(SpatialTest, weights),
            new BootstrapOptions { Confidence = 0.9, Resamples = 100_000 }
        );

        // Table 14.2: 171.5 with (115.8, 259.6), from 2,000 resamples.
        interval.Estimate.ShouldBe(171.5, 0.05);
        interval.Lower.ShouldBe(115.8, 3);
        interval.Upper.ShouldBe(259.6, 4);
    }

    [Fact]
    public void The_acceleration_of_that_variance_is_the_published_one()
    {
        double[] leftOut =
        [
            .. SpatialTest.Select((_, i) => Variance(SpatialTest, [.. SpatialTest.Select((_, j) => j == i ? 0 : 1)])),
        ];

        // Chapter 14.3: 0.061.
        Bca.Acceleration(leftOut, [.. leftOut.Select(_ => 1L)]).ShouldBe(0.061, 0.0005);
    }

    [Fact]
    public void The_interval_of_the_law_schools_correlation_is_that_of_Rs_package_boot()
    {
        var interval = WeightedBootstrap.Of(
            Lsat.Length,
            Correlation,
            new BootstrapOptions { Confidence = 0.95, Resamples = 100_000 }
        );

        interval.Estimate.ShouldBe(Reference.Number("law_schools", "estimate"), 1e-12);
        // Both are drawn: the lower end lies where resamples are rare.
        interval.Lower.ShouldBe(Reference.Number("law_schools", "lower"), 0.01);
        interval.Upper.ShouldBe(Reference.Number("law_schools", "upper"), 0.002);
    }

    [Fact]
    public void Where_resamples_are_symmetric_and_nothing_accelerates_the_ends_are_plain_percentiles()
    {
        var statistics = Enumerable.Range(-500, 1001).Select(i => (double)i).ToArray();

        var interval = Bca.Of(0, statistics, acceleration: 0, 10, new BootstrapOptions { Confidence = 0.9 });

        interval.Lower.ShouldBe(-450, 1e-9);
        interval.Upper.ShouldBe(450, 1e-9);
    }

    [Fact]
    public void A_statistic_that_never_varies_has_an_interval_without_width()
    {
        var interval = Bca.Of(0.5, [.. Enumerable.Repeat(0.5, 100)], acceleration: 0, 10, new BootstrapOptions());

        (interval.Lower, interval.Upper).ShouldBe((0.5, 0.5));
    }

    [Theory]
    [InlineData(10, true)]
    [InlineData(11, false)]
    public void One_in_a_hundred_resamples_may_be_undefined(int undefined, bool isDefined)
    {
        var statistics = Enumerable.Range(0, 1000).Select(i => i < undefined ? double.NaN : i).ToArray();

        Bca.Of(500, statistics, acceleration: 0, 10, new BootstrapOptions()).IsDefined.ShouldBe(isDefined);
    }

    private static double Variance(double[] values, ReadOnlySpan<int> weights)
    {
        var (n, sum, squares) = (0.0, 0.0, 0.0);
        for (var i = 0; i < values.Length; i++)
        {
            n += weights[i];
            sum += weights[i] * values[i];
            squares += weights[i] * values[i] * values[i];
        }

        return (squares / n) - (sum / n * (sum / n));
    }

    private static double Correlation(ReadOnlySpan<int> weights)
    {
        var n = 0.0;
        var (meanX, meanY) = (0.0, 0.0);
        for (var i = 0; i < weights.Length; i++)
        {
            n += weights[i];
            meanX += weights[i] * Lsat[i];
            meanY += weights[i] * Gpa[i];
        }

        var (xx, yy, xy) = (0.0, 0.0, 0.0);
        for (var i = 0; i < weights.Length; i++)
        {
            var (x, y) = (Lsat[i] - (meanX / n), Gpa[i] - (meanY / n));
            xx += weights[i] * x * x;
            yy += weights[i] * y * y;
            xy += weights[i] * x * y;
        }

        return xy / Math.Sqrt(xx * yy);
    }
}
