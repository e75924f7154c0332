using MathNet.Numerics.Distributions;

namespace Gradus.Evaluation.Statistics;

/// <summary>
/// The bias-corrected and accelerated interval (B. Efron, "Better bootstrap confidence intervals", JASA 82, 1987): the ends
/// are those percentiles of the resampled statistics that undo the bias z₀ (how far the resamples' median is from the
/// estimate) and the acceleration a (how the spread changes with the value).
/// </summary>
internal static class Bca
{
    // More than so many undefined resamples, and what is left speaks of other data than the examples.
    private const double MostUndefined = 0.01;

    /// <summary>The interval from the statistics of resamples and the acceleration.</summary>
    /// <param name="estimate">The statistic of the examples themselves.</param>
    /// <param name="statistics">Of each resample; sorted afterwards. Up to 1 % may be NaN and are passed over.</param>
    public static Interval Of(
        double estimate,
        double[] statistics,
        double acceleration,
        int examples,
        BootstrapOptions options
    )
    {
        // NaN is sorted before every number.
        Array.Sort(statistics);
        var undefined = statistics.AsSpan().LastIndexOf(double.NaN) + 1;
        var ascending = statistics.AsSpan(undefined);
        var isDefined = double.IsFinite(estimate) && undefined <= MostUndefined * statistics.Length;
        var (lower, upper) = isDefined
            ? Ends(estimate, ascending, acceleration, options.Confidence)
            : (double.NaN, double.NaN);
        return new Interval(estimate, lower, upper, options.Confidence, options.Resamples, options.Seed, examples);
    }

    /// <summary>
    /// a = Σ d³ / (6 (Σ d²)^1.5), with d the mean of the leave-one-out statistics less each of them; 0 where they are all the
    /// same. Statistics that several examples share are given once, with how many they are.
    /// </summary>
    public static double Acceleration(ReadOnlySpan<double> leftOut, ReadOnlySpan<long> times)
    {
        var (sum, count) = (0.0, 0L);
        for (var i = 0; i < leftOut.Length; i++)
        {
            (sum, count) = (sum + (times[i] * leftOut[i]), count + times[i]);
        }

        var (squares, cubes) = (0.0, 0.0);
        for (var i = 0; i < leftOut.Length; i++)
        {
            var d = (sum / count) - leftOut[i];
            squares += times[i] * d * d;
            cubes += times[i] * d * d * d;
        }

        return Ratio(squares, cubes);
    }

    /// <summary>The same of a mean, whose leave-one-out statistics are a line in the values left out.</summary>
    public static double AccelerationOfMean(ReadOnlySpan<double> values, double mean)
    {
        var (squares, cubes) = (0.0, 0.0);
        foreach (var value in values)
        {
            var d = value - mean;
            squares += d * d;
            cubes += d * d * d;
        }

        return Ratio(squares, cubes);
    }

    // A statistic that cannot be told without some example says nothing of how the spread changes.
    private static double Ratio(double squares, double cubes) => squares > 0 ? cubes / (6 * Math.Pow(squares, 1.5)) : 0;

    private static (double Lower, double Upper) Ends(
        double estimate,
        ReadOnlySpan<double> ascending,
        double acceleration,
        double confidence
    )
    {
        // Equal to the estimate counts half: statistics of labels take few values. The ends of the scale stay out of reach.
        var n = ascending.Length;
        var below = (FirstNotBelow(ascending, estimate) + FirstAbove(ascending, estimate)) / 2.0;
        var bias = Normal.InvCDF(0, 1, Math.Clamp(below, 0.5, n - 0.5) / n);
        var tail = (1 - confidence) / 2;
        return (Quantile(ascending, Adjusted(tail)), Quantile(ascending, Adjusted(1 - tail)));

        double Adjusted(double probability)
        {
            var z = bias + Normal.InvCDF(0, 1, probability);
            return Normal.CDF(0, 1, bias + (z / (1 - (acceleration * z))));
        }
    }

    // Between two values in proportion: definition 7 of Hyndman and Fan, "Sample quantiles in statistical packages", 1996.
    private static double Quantile(ReadOnlySpan<double> ascending, double probability)
    {
        var position = probability * (ascending.Length - 1);
        var index = Math.Min((int)position, ascending.Length - 2);
        return index < 0
            ? ascending[0]
            : ascending[index] + ((position - index) * (ascending[index + 1] - ascending[index]));
    }

    private static int FirstNotBelow(ReadOnlySpan<double> ascending, double value) =>
        First(ascending, x => x >= value - Slack(value));

    private static int FirstAbove(ReadOnlySpan<double> ascending, double value) =>
        First(ascending, x => x > value + Slack(value));

    // Two ways of summing the same values may differ in the last bits.
    private static double Slack(double value) => 1e-12 * Math.Max(1e-3, Math.Abs(value));

    private static int First(ReadOnlySpan<double> ascending, Func<double, bool> isPast)
    {
        var (low, high) = (0, ascending.Length);
        while (low < high)
        {
            var middle = (low + high) / 2;
            (low, high) = isPast(ascending[middle]) ? (low, middle) : (middle + 1, high);
        }

        return low;
    }
}
