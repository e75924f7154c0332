namespace Gradus.Evaluation.Statistics;

/// <summary>
/// Confidence intervals of any statistic whatever, told how often each example was drawn. Slower than
/// <see cref="PairedBootstrap"/> and <see cref="LabelBootstrap"/>: the statistic is computed anew for every resample, so
/// fewer of them (2,000) are usual.
/// </summary>
public static class WeightedBootstrap
{
    // Beyond so many, groups of examples are left out instead of single ones.
    private const int MostLeftOut = 2_000;

    /// <summary>A statistic of the examples, each taken as often as its weight says; NaN where undefined.</summary>
    public delegate double Statistic(ReadOnlySpan<int> weights);

    /// <summary>
    /// The interval of the statistic. The acceleration is by the jackknife: leaving out each example in turn, or, of more than
    /// 2,000, each of 2,000 groups (every 2,000th example).
    /// </summary>
    /// <param name="statistic">Called by several threads at once.</param>
    public static Interval Of(int examples, Statistic statistic, BootstrapOptions options)
    {
        var weights = new int[examples];
        Array.Fill(weights, 1);
        var estimate = statistic(weights);
        var resampled = Resampling.Run(options, () => MakeDraw(examples, statistic));
        return Bca.Of(estimate, resampled, Acceleration(weights, statistic), examples, options);
    }

    private static Resampling.Draw MakeDraw(int examples, Statistic statistic)
    {
        var weights = new int[examples];
        return (ref random) =>
        {
            Array.Clear(weights);
            for (var i = 0; i < weights.Length; i++)
            {
                weights[random.NextIndex((uint)weights.Length)]++;
            }

            return statistic(weights);
        };
    }

    private static double Acceleration(int[] weights, Statistic statistic)
    {
        var groups = Math.Min(weights.Length, MostLeftOut);
        var leftOut = new double[groups];
        var times = new long[groups];
        Array.Fill(times, 1);
        for (var group = 0; group < groups; group++)
        {
            SetEvery(weights, group, groups, 0);
            leftOut[group] = statistic(weights);
            SetEvery(weights, group, groups, 1);
        }

        return Bca.Acceleration(leftOut, times);
    }

    private static void SetEvery(int[] weights, int first, int step, int weight)
    {
        for (var i = first; i < weights.Length; i += step)
        {
            weights[i] = weight;
        }
    }
}
