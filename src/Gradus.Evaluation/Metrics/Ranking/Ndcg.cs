using Gradus.Evaluation.Statistics;

namespace Gradus.Evaluation.Metrics.Ranking;

/// <summary>
/// Normalised discounted cumulative gain: what a ranking gives of what the best one would, the n-th place counting
/// 1/log₂(n + 1) (K. Järvelin, J. Kekäläinen, "Cumulated gain-based evaluation of IR techniques", 2002). The gain is the
/// relevance itself, as in scikit-learn's <c>ndcg_score</c>.
/// </summary>
internal static class Ndcg
{
    /// <summary>
    /// Of one query's items. Items that score alike share the discounts of their places (F. McSherry, M. Najork, "Computing
    /// information retrieval performance measures efficiently in the presence of tied scores", 2008), so their order in the
    /// file changes nothing. 0 where nothing is relevant; NaN without items or with a score that is NaN.
    /// </summary>
    /// <param name="relevance">How relevant each item is: 0 or more.</param>
    /// <param name="scores">What the model ranks by, the greatest first.</param>
    /// <param name="k">How many places count.</param>
    /// <exception cref="ArgumentException">There are not as many values of one as of the other.</exception>
    public static double At(int k, ReadOnlySpan<float> relevance, ReadOnlySpan<float> scores)
    {
        Pairs.MustMatch(relevance.Length, scores.Length);
        var (gains, keys) = (relevance.ToArray(), scores.ToArray());
        if (keys.Length == 0 || keys.Any(float.IsNaN))
        {
            return double.NaN;
        }

        var best = Gain(k, gains, gains);
        return best > 0 ? Gain(k, gains, keys) / best : 0;
    }

    private static double Gain(int k, float[] gains, float[] keys)
    {
        var (place, sum) = (0, 0.0);
        foreach (var tied in gains.Zip(keys).GroupBy(item => item.Second).OrderByDescending(group => group.Key))
        {
            var size = tied.Count();
            var discounts = Enumerable.Range(place, size).Where(p => p < k).Sum(p => 1 / Math.Log2(p + 2));
            sum += tied.Average(item => (double)item.First) * discounts;
            place += size;
        }

        return sum;
    }
}
