namespace Gradus.Evaluation.Statistics;

/// <summary>
/// Confidence intervals of a function of means, such as the difference of two root mean squared errors, bias-corrected and
/// accelerated (<see cref="Bca"/>). Examples are drawn with replacement, all values of an example together; the acceleration is
/// by the jackknife, which of means is a subtraction.
/// </summary>
internal static class MomentBootstrap
{
    /// <summary>The function of the means; NaN where undefined.</summary>
    public delegate double Statistic(ReadOnlySpan<double> means);

    /// <summary>The interval of the function.</summary>
    /// <param name="values">The values of the examples, one example after the other.</param>
    /// <param name="width">How many values an example has.</param>
    /// <param name="statistic">The function; called by several threads at once.</param>
    /// <param name="options">How the interval is made.</param>
    public static Interval Of(double[] values, int width, Statistic statistic, BootstrapOptions options)
    {
        var examples = values.Length / width;
        if (examples == 0)
        {
            return Interval.Undefined(options, 0);
        }

        var sums = new double[width];
        for (var i = 0; i < values.Length; i++)
        {
            sums[i % width] += values[i];
        }

        var estimate = statistic(Means(sums, examples));
        if (!double.IsFinite(estimate))
        {
            return Interval.Undefined(options, examples);
        }

        var resampled = Resampling.Run(options, () => MakeDraw(values, width, statistic));
        return Bca.Of(estimate, resampled, Acceleration(values, sums, statistic), examples, options);
    }

    private static Resampling.Draw MakeDraw(double[] values, int width, Statistic statistic)
    {
        var sums = new double[width];
        var examples = values.Length / width;
        return (ref random) =>
        {
            Array.Clear(sums);
            for (var drawn = 0; drawn < examples; drawn++)
            {
                var start = random.NextIndex((uint)examples) * width;
                for (var i = 0; i < sums.Length; i++)
                {
                    sums[i] += values[start + i];
                }
            }

            return statistic(Means(sums, examples));
        };
    }

    private static double Acceleration(double[] values, double[] sums, Statistic statistic)
    {
        var (width, examples) = (sums.Length, values.Length / sums.Length);
        if (examples == 1)
        {
            return 0;
        }

        var leftOut = new double[examples];
        var times = new long[examples];
        var rest = new double[width];
        for (var example = 0; example < examples; example++)
        {
            for (var i = 0; i < width; i++)
            {
                rest[i] = sums[i] - values[(example * width) + i];
            }

            (leftOut[example], times[example]) = (statistic(Means(rest, examples - 1)), 1);
        }

        return Bca.Acceleration(leftOut, times);
    }

    private static double[] Means(double[] sums, int examples) => Array.ConvertAll(sums, sum => sum / examples);
}
