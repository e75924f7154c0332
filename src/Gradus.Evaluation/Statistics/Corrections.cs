namespace Gradus.Evaluation.Statistics;

/// <summary>
/// p-values of several hypotheses adjusted for how many there are: each may then be held against the level that was meant
/// for all of them. In the order in which they were given; never below the given ones, never above 1.
/// </summary>
public static class Corrections
{
    /// <summary>Times their number (C. Bonferroni, 1936): no false rejection at all, with the given probability.</summary>
    public static double[] Bonferroni(ReadOnlySpan<double> p)
    {
        var adjusted = new double[p.Length];
        for (var i = 0; i < p.Length; i++)
        {
            adjusted[i] = Math.Min(1, p[i] * p.Length);
        }

        return adjusted;
    }

    /// <summary>
    /// The same promise as Bonferroni's with more power: the least times n, the next times n − 1, …, none below the one
    /// before it (S. Holm, "A simple sequentially rejective multiple test procedure", 1979).
    /// </summary>
    public static double[] Holm(ReadOnlySpan<double> p)
    {
        var (adjusted, order, most) = (new double[p.Length], Ascending(p), 0.0);
        for (var rank = 0; rank < order.Length; rank++)
        {
            most = Math.Max(most, Math.Min(1, p[order[rank]] * (order.Length - rank)));
            adjusted[order[rank]] = most;
        }

        return adjusted;
    }

    /// <summary>
    /// The share of false ones among the rejected is held, where the tests are independent or positively dependent: the
    /// greatest times n/n, the next times n/(n − 1), …, none above the one before it (Y. Benjamini, Y. Hochberg, "Controlling
    /// the false discovery rate", 1995).
    /// </summary>
    public static double[] BenjaminiHochberg(ReadOnlySpan<double> p)
    {
        var (adjusted, order, least) = (new double[p.Length], Ascending(p), 1.0);
        for (var rank = order.Length; rank > 0; rank--)
        {
            least = Math.Min(least, p[order[rank - 1]] * ((double)order.Length / rank));
            adjusted[order[rank - 1]] = least;
        }

        return adjusted;
    }

    private static int[] Ascending(ReadOnlySpan<double> p)
    {
        var keys = p.ToArray();
        var order = Enumerable.Range(0, p.Length).ToArray();
        Array.Sort(keys, order);
        return order;
    }
}
