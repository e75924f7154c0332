using MathNet.Numerics.Distributions;

namespace Gradus.Evaluation.Statistics;

public sealed class SamplingTests
{
    [Fact]
    public void The_random_numbers_are_those_of_the_published_generator()
    {
        // splitmix64 of state 0 begins so in Vigna's reference implementation.
        var random = default(SplitMix64);

        random.Next().ShouldBe(0xE220A8397B1DCDAFUL);
        random.Next().ShouldBe(0x6E789E6AA1B965F4UL);
        random.Next().ShouldBe(0x06C45D188009454FUL);
    }

    [Fact]
    public void Neighbouring_seeds_and_blocks_have_nothing_in_common()
    {
        var firsts =
            from seed in Enumerable.Range(-50, 100)
            from block in Enumerable.Range(0, 100)
            select First(seed, block);

        firsts.Distinct().Count().ShouldBe(10_000);
    }

    [Fact]
    public void Every_index_is_drawn_equally_often()
    {
        var random = SplitMix64.Of(7, 0);
        var counts = new int[7];
        for (var i = 0; i < 70_000; i++)
        {
            counts[random.NextIndex(7)]++;
        }

        // Five standard deviations of a count of 10,000.
        counts.ShouldAllBe(count => Math.Abs(count - 10_000) < 500);
    }

    [Theory]
    [InlineData(10, 0.2)]
    [InlineData(40, 0.9)]
    [InlineData(50, 0.4)]
    [InlineData(1000, 0.003)]
    [InlineData(1000, 0.02)]
    [InlineData(899, 0.97)]
    public void Binomial_numbers_have_their_distribution(int n, double p)
    {
        const int Draws = 50_000;
        var random = SplitMix64.Of(11, n);
        var counts = new int[n + 1];
        for (var i = 0; i < Draws; i++)
        {
            counts[BinomialSampler.Draw(ref random, n, p)]++;
        }

        // χ² over the values that are expected at least ten times; five standard deviations above its mean.
        var expected = Enumerable.Range(0, n + 1).Select(k => Draws * Binomial.PMF(p, n, k)).ToArray();
        var kept = Enumerable.Range(0, n + 1).Where(k => expected[k] >= 10).ToArray();
        var chi2 = kept.Sum(k => (counts[k] - expected[k]) * (counts[k] - expected[k]) / expected[k]);
        chi2.ShouldBeLessThan(kept.Length + (5 * Math.Sqrt(2 * kept.Length)));
    }

    [Fact]
    public void Binomial_numbers_of_a_billion_have_their_mean_and_spread()
    {
        var random = SplitMix64.Of(13, 0);
        var draws = Enumerable
            .Range(0, 2000)
            .Select(_ => (double)BinomialSampler.Draw(ref random, 1_000_000_000, 0.25));

        // A standard deviation is 13,693.
        draws.Average().ShouldBe(250_000_000, 5 * 13_693 / Math.Sqrt(2000));
        draws.ShouldAllBe(x => Math.Abs(x - 250_000_000) < 6 * 13_693);
    }

    [Fact]
    public void Certain_events_happen_always_or_never()
    {
        var random = SplitMix64.Of(1, 0);

        BinomialSampler.Draw(ref random, 100, 0).ShouldBe(0);
        BinomialSampler.Draw(ref random, 100, 1).ShouldBe(100);
        BinomialSampler.Draw(ref random, 0, 0.5).ShouldBe(0);
    }

    private static ulong First(long seed, int block)
    {
        var random = SplitMix64.Of(seed, block);
        return random.Next();
    }
}
