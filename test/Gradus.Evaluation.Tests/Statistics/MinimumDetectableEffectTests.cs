using CsCheck;

namespace Gradus.Evaluation.Statistics;

public sealed class MinimumDetectableEffectTests
{
    [Fact]
    public void Of_paired_proportions_the_effect_solves_Connors_formula() =>
        Gen.Select(Gen.Int[100, 100_000], Gen.Double[0.01, 0.9])
            .Sample(
                (examples, discordance) =>
                {
                    var delta = MinimumDetectableEffect.OfPairedProportions(examples, discordance, 0.05, 0.8);
                    if (double.IsNaN(delta))
                    {
                        return;
                    }

                    // z of 97.5 % and of 80 %.
                    var root =
                        (1.959963984540054 * Math.Sqrt(discordance))
                        + (0.8416212335729143 * Math.Sqrt(discordance - (delta * delta)));
                    (root * root / (delta * delta)).ShouldBe(examples, 1e-6 * examples);
                }
            );

    [Fact]
    public void More_examples_find_less_and_more_discordance_hides_more()
    {
        var usual = MinimumDetectableEffect.OfPairedProportions(1000, 0.05, 0.05, 0.8);

        usual.ShouldBeInRange(0.015, 0.025);
        MinimumDetectableEffect.OfPairedProportions(4000, 0.05, 0.05, 0.8).ShouldBe(usual / 2, 0.001);
        MinimumDetectableEffect.OfPairedProportions(1000, 0.1, 0.05, 0.8).ShouldBeGreaterThan(usual);
    }

    [Theory]
    [InlineData(100, 0.01)]
    [InlineData(100, 0)]
    [InlineData(0, 0.2)]
    public void Too_few_examples_find_nothing(int examples, double discordance) =>
        MinimumDetectableEffect.OfPairedProportions(examples, discordance, 0.05, 0.8).ShouldBe(double.NaN);

    [Fact]
    public void Of_two_means_it_is_the_usual_rule()
    {
        // Cohen's table: 64 on each side find half a standard deviation with a power of 80 %.
        MinimumDetectableEffect.OfMeans((1, 1), (64, 64), 0.05, 0.8).ShouldBe(0.5, 0.005);
    }

    [Fact]
    public void A_difference_of_that_size_is_found_as_often_as_was_asked()
    {
        const int Examples = 500;
        const double Discordance = 0.1;
        var delta = MinimumDetectableEffect.OfPairedProportions(Examples, Discordance, 0.05, 0.8);
        var random = new Random(20261127);
        var found = Enumerable
            .Range(0, 1000)
            .Count(_ =>
            {
                var draws = Enumerable.Range(0, Examples).Select(_ => random.NextDouble()).ToArray();
                var candidate = draws.Count(u => u < (Discordance + delta) / 2);
                var incumbent = draws.Count(u => u > 1 - ((Discordance - delta) / 2));
                return new McNemar(candidate, incumbent).MidP < 0.05;
            });

        // Four standard errors of a share of 1,000, and what the normal approximation is off by.
        (found / 1000.0).ShouldBe(0.8, 0.06);
    }
}
