namespace Gradus.Evaluation.Metrics;

public sealed class PercentileTests
{
    [Theory]
    [InlineData(5, 15)]
    [InlineData(30, 20)]
    [InlineData(40, 20)]
    [InlineData(50, 35)]
    [InlineData(100, 50)]
    public void A_percentile_is_the_observation_of_nearest_rank(double percent, double expected) =>
        Percentile.Of([15, 20, 35, 40, 50], percent).ShouldBe(expected);

    [Fact]
    public void Of_one_observation_every_percentile_is_that() => Percentile.Of([7], 99).ShouldBe(7);

    [Fact]
    public void Of_nothing_a_percentile_is_undefined() => Percentile.Of([], 50).ShouldBe(double.NaN);
}
