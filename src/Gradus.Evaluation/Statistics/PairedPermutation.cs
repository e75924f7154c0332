namespace Gradus.Evaluation.Statistics;

/// <summary>
/// Whether two models' values of the same examples have the same mean: were they exchangeable, each difference might as
/// well have the opposite sign (R. Fisher, "The design of experiments", 1935, § 21). The statistic is the mean difference.
/// </summary>
public static class PairedPermutation
{
    /// <summary>
    /// Of all 2ⁿ signs of the differences that are not 0 where those are no more than the resamples asked for; else of signs
    /// drawn at random, what was observed being one of them: p = (1 + as far or further)/(1 + drawn) (B. Phipson, G. Smyth,
    /// "Permutation p-values should never be zero", 2010).
    /// </summary>
    /// <exception cref="ArgumentException">There are not as many values of one as of the other.</exception>
    public static TestResult Test(
        ReadOnlySpan<float> candidate,
        ReadOnlySpan<float> incumbent,
        BootstrapOptions options
    )
    {
        var all = Pairs.Differences(candidate, incumbent);
        // Sorted, so that p does not depend on the order of the examples; by size, so that it does not on who is candidate.
        var differences = all.Where(d => d != 0).OrderBy(Math.Abs).ThenBy(d => d).ToArray();
        var sum = differences.Sum();
        if (all.Length == 0 || !double.IsFinite(sum))
        {
            return new TestResult(double.NaN, double.NaN);
        }

        var sizes = Array.ConvertAll(differences, Math.Abs);
        // Sums that differ in the last bits are the same.
        var limit = Math.Abs(sum) - (1e-12 * sizes.Sum());
        var p =
            sizes.Length < 31 && 1 << sizes.Length <= options.Resamples
                ? Exact(sizes, limit)
                : Drawn(sizes, limit, options);
        return new TestResult(sum / all.Length, p);
    }

    private static double Exact(double[] sizes, double limit)
    {
        var all = 1 << sizes.Length;
        var far = 0;
        for (var signs = 0; signs < all; signs++)
        {
            var sum = 0.0;
            for (var i = 0; i < sizes.Length; i++)
            {
                sum += (signs >> i & 1) == 0 ? sizes[i] : -sizes[i];
            }

            far += Math.Abs(sum) >= limit ? 1 : 0;
        }

        return (double)far / all;
    }

    private static double Drawn(double[] sizes, double limit, BootstrapOptions options)
    {
        var sums = Resampling.Run(options, () => (ref random) => DrawSum(sizes, ref random));
        return (1.0 + sums.Count(sum => Math.Abs(sum) >= limit)) / (1 + sums.Length);
    }

    private static double DrawSum(double[] sizes, ref SplitMix64 random)
    {
        var sum = 0.0;
        for (var start = 0; start < sizes.Length; start += 64)
        {
            var signs = random.Next();
            var end = Math.Min(start + 64, sizes.Length);
            for (var i = start; i < end; i++, signs >>= 1)
            {
                // The lowest bit becomes the sign bit: a jump that is right half the time would cost ten additions.
                sum += BitConverter.UInt64BitsToDouble(BitConverter.DoubleToUInt64Bits(sizes[i]) ^ (signs << 63));
            }
        }

        return sum;
    }
}
