using Gradus.Evaluation.Metrics;
using MathNet.Numerics.Distributions;

namespace Gradus.Evaluation.Statistics;

/// <summary>
/// A quantile and an interval of it between two observations, whatever they are distributed like (G. Hahn, W. Meeker, "Statistical
/// Intervals", 1991, section 5.2): how many of n fall below the true quantile is binomial. Observations that depend on each other, as
/// times of requests that queue, make it too narrow.
/// </summary>
public static class QuantileInterval
{
    /// <summary>The quantile by nearest rank, and its interval; an end that n observations cannot tell is infinite.</summary>
    /// <param name="ascending">The observations in ascending order.</param>
    /// <param name="percent">Which quantile, in percent, above 0 and below 100.</param>
    /// <param name="confidence">How often the interval holds the true quantile, at least.</param>
    public static Interval Of(ReadOnlySpan<double> ascending, double percent, double confidence)
    {
        var (n, share, miss) = (ascending.Length, percent / 100, (1 - confidence) / 2);
        if (n == 0)
        {
            return new Interval(double.NaN, double.NaN, double.NaN, confidence, 0, 0, 0);
        }

        // The greatest rank l with P(B < l) ≤ miss, and the least u with P(B ≥ u) ≤ miss.
        var lower = LeastRank(n, share, probability => probability > miss);
        var upper = 1 + LeastRank(n, share, probability => probability >= 1 - miss);
        return new Interval(
            Percentile.Of(ascending, percent),
            lower >= 1 ? ascending[lower - 1] : double.NegativeInfinity,
            upper <= n ? ascending[upper - 1] : double.PositiveInfinity,
            confidence,
            0,
            0,
            n
        );
    }

    // The least k at which P(B ≤ k) is such; it grows with k.
    private static int LeastRank(int n, double share, Func<double, bool> isSuch)
    {
        var (low, high) = (0, n);
        while (low < high)
        {
            var middle = (low + high) / 2;
            (low, high) = isSuch(Binomial.CDF(share, n, middle)) ? (low, middle) : (middle + 1, high);
        }

        return low;
    }
}
