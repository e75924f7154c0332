namespace Gradus.Evaluation.Statistics;

/// <summary>
/// Confidence intervals of any statistic of how often each kind of outcome occurred. Drawing n examples with replacement is
/// drawing the counts of their kinds from a multinomial distribution, whatever n is, so that a million examples cost no more
/// than a thousand.
/// </summary>
internal static class CellBootstrap
{
    /// <summary>The interval of the statistic of <paramref name="counts"/>.</summary>
    /// <param name="counts">How often each kind of outcome occurred. What has none of them is not drawn.</param>
    /// <param name="makeStatistic">Makes the statistic; called for every block of work, which uses it alone.</param>
    public static Interval Of(
        ReadOnlySpan<long> counts,
        Func<Func<long[], double>> makeStatistic,
        BootstrapOptions options
    )
    {
        var observed = counts.ToArray();
        var statistic = makeStatistic();
        var estimate = statistic([.. observed]);
        var resampled = Resampling.Run(options, () => MakeDraw(observed, makeStatistic()));
        return Bca.Of(estimate, resampled, Acceleration(observed, statistic), (int)observed.Sum(), options);
    }

    private static Resampling.Draw MakeDraw(long[] observed, Func<long[], double> statistic)
    {
        var drawn = new long[observed.Length];
        return (ref random) =>
        {
            DrawMultinomial(ref random, observed, drawn);
            return statistic(drawn);
        };
    }

    // One kind after the other, each from what the ones before it have left.
    private static void DrawMultinomial(ref SplitMix64 random, long[] observed, long[] drawn)
    {
        var trials = observed.Sum();
        var rest = trials;
        for (var i = 0; i < observed.Length; i++)
        {
            drawn[i] = rest == 0 ? 0 : BinomialSampler.Draw(ref random, trials, (double)observed[i] / rest);
            trials -= drawn[i];
            rest -= observed[i];
        }
    }

    // All examples of a kind are alike, so one of each is left out.
    private static double Acceleration(long[] observed, Func<long[], double> statistic)
    {
        var leftOut = new double[observed.Length];
        for (var i = 0; i < observed.Length; i++)
        {
            if (observed[i] > 0)
            {
                observed[i]--;
                leftOut[i] = statistic([.. observed]);
                observed[i]++;
            }
        }

        return Bca.Acceleration(leftOut, observed);
    }
}
