using Gradus.Evaluation.Statistics;
using MathNet.Numerics;

namespace Gradus.Evaluation.Drift;

/// <summary>How far two samples of a category are apart, told how often each category occurs in either.</summary>
public static class Categories
{
    private const double LeastExpected = 5;

    /// <summary>
    /// χ² of homogeneity and its p-value (K. Pearson, 1900), with as many degrees of freedom as categories that occur less one;
    /// without Yates' correction. Means little where categories are expected fewer than five times. NaN where a side is empty;
    /// a single category shows no difference: χ² = 0 and p = 1.
    /// </summary>
    /// <exception cref="ArgumentException">The two are not about the same categories.</exception>
    public static TestResult ChiSquared(ReadOnlySpan<long> reference, ReadOnlySpan<long> current)
    {
        var (r, c) = Totals(reference, current);
        if (r == 0 || c == 0)
        {
            return new TestResult(double.NaN, double.NaN);
        }

        var (chi2, occurring) = (0.0, 0);
        for (var i = 0; i < reference.Length; i++)
        {
            double both = reference[i] + current[i];
            if (both > 0)
            {
                occurring++;
                chi2 += Cell(reference[i], both * r / (r + c)) + Cell(current[i], both * c / (r + c));
            }
        }

        // The upper tail itself: 1 − CDF would lose the small ones.
        var p = occurring > 1 ? SpecialFunctions.GammaUpperRegularized((occurring - 1) / 2.0, chi2 / 2) : 1;
        return new TestResult(chi2, p);
    }

    /// <summary>
    /// The same, with the categories that are expected fewer than five times on a side counted as one, since the test's
    /// approximation does not hold for them (W. Cochran, "Some methods for strengthening the common χ² tests", 1954). NaN where
    /// that leaves nothing to tell apart.
    /// </summary>
    /// <exception cref="ArgumentException">The two are not about the same categories.</exception>
    public static TestResult ChiSquaredOfFrequent(ReadOnlySpan<long> reference, ReadOnlySpan<long> current)
    {
        var (r, c) = Totals(reference, current);
        var (before, now, rare) = (new List<long> { 0 }, new List<long> { 0 }, 0);
        for (var i = 0; i < reference.Length; i++)
        {
            double both = reference[i] + current[i];
            if (both * Math.Min(r, c) / (r + c) >= LeastExpected)
            {
                before.Add(reference[i]);
                now.Add(current[i]);
            }
            else
            {
                rare += both > 0 ? 1 : 0;
                (before[0], now[0]) = (before[0] + reference[i], now[0] + current[i]);
            }
        }

        return rare > 1 && before.Count == 1
            ? new TestResult(double.NaN, double.NaN)
            : ChiSquared([.. before], [.. now]);
    }

    /// <summary>
    /// The Jensen-Shannon distance: the square root of half the sum of both divergences, in bits, from the mean of the two. 0
    /// where the shares are the same, 1 where they have no category in common, and a metric (D. Endres, J. Schindelin, "A new
    /// metric for probability distributions", 2003). NaN where a side is empty.
    /// </summary>
    /// <exception cref="ArgumentException">The two are not about the same categories.</exception>
    public static double JensenShannon(ReadOnlySpan<long> reference, ReadOnlySpan<long> current)
    {
        var (r, c) = Totals(reference, current);
        var divergence = 0.0;
        for (var i = 0; i < reference.Length; i++)
        {
            var (p, q) = (reference[i] / r, current[i] / c);
            divergence += (Bits(p, (p + q) / 2) + Bits(q, (p + q) / 2)) / 2;
        }

        // Rounding may leave a little less than nothing.
        return r == 0 || c == 0 ? double.NaN : Math.Sqrt(Math.Clamp(divergence, 0, 1));
    }

    private static double Cell(double observed, double expected) =>
        (observed - expected) * (observed - expected) / expected;

    private static double Bits(double p, double mean) => p > 0 ? p * Math.Log2(p / mean) : 0;

    private static (double Reference, double Current) Totals(ReadOnlySpan<long> reference, ReadOnlySpan<long> current)
    {
        Pairs.MustMatch(reference.Length, current.Length);
        var (r, c) = (0.0, 0.0);
        for (var i = 0; i < reference.Length; i++)
        {
            (r, c) = (r + reference[i], c + current[i]);
        }

        return (r, c);
    }
}
