namespace Gradus.Evaluation.Drift;

/// <summary>
/// Population stability index: Σ (c − r) ln(c/r) over the shares of the current values and of the reference in bins, which is
/// the sum of both Kullback-Leibler divergences (B. Yurdakul, J. Naranjo, "Statistical properties of the population
/// stability index", Journal of Risk Model Validation 14, 2020). Usual readings: below 0.1 no drift, from 0.25 on much.
/// </summary>
public static class PopulationStability
{
    /// <summary>
    /// The index, 0 or more. The bins are the reference's quantiles (linear between values), upper ends included; quantiles
    /// that coincide are one, so that a value that is very frequent has a bin of its own. Every bin is counted half an example
    /// more on either side, so that an empty one does not make the index infinite. NaN is passed over; the index is NaN where
    /// a side has no number.
    /// </summary>
    /// <param name="bins">How many bins of equal share of the reference; 10 is usual.</param>
    public static double Of(ReadOnlySpan<float> reference, ReadOnlySpan<float> current, int bins = 10)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(bins, 2);
        var (ascending, values) = (Numbers.Ascending(reference), Numbers.Ascending(current));
        if (ascending.Length == 0 || values.Length == 0)
        {
            return double.NaN;
        }

        var edges = Enumerable
            .Range(1, bins - 1)
            .Select(i => Quantile(ascending, (double)i / bins))
            .Distinct()
            .ToArray();
        return OfShares(Count(ascending, edges), Count(values, edges));
    }

    private static double OfShares(double[] reference, double[] current)
    {
        var (all, now) = (reference.Sum(), current.Sum());
        return reference.Zip(current, (r, c) => ((c / now) - (r / all)) * Math.Log(c / now / (r / all))).Sum();
    }

    private static double[] Count(float[] ascending, double[] edges)
    {
        var counts = new double[edges.Length + 1];
        Array.Fill(counts, 0.5);
        var bin = 0;
        foreach (var value in ascending)
        {
            while (bin < edges.Length && value > edges[bin])
            {
                bin++;
            }

            counts[bin]++;
        }

        return counts;
    }

    private static double Quantile(float[] ascending, double share)
    {
        var position = share * (ascending.Length - 1);
        var index = Math.Min((int)position, Math.Max(0, ascending.Length - 2));
        var next = Math.Min(index + 1, ascending.Length - 1);
        return ascending[index] + ((position - index) * ((double)ascending[next] - ascending[index]));
    }
}
