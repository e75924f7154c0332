using Gradus.Evaluation.Statistics;

namespace Gradus.Evaluation.Metrics.Ranking;

/// <summary>
/// Average precision of a ranking's first k places; its mean over queries is MAP@k (C. Manning, P. Raghavan, H. Schütze,
/// "Introduction to information retrieval", 2008, § 8.4, cut off at k).
/// </summary>
internal static class AveragePrecisionAtK
{
    /// <summary>
    /// Of one query's items: Σ of the share of relevant ones down to each place that holds one, over min(k, how many are
    /// relevant). Of items that score alike the irrelevant come first, so that no order in the file flatters. 0 where nothing
    /// is relevant; NaN without items or with a score that is NaN.
    /// </summary>
    /// <param name="isRelevant">Whether each item is.</param>
    /// <param name="scores">What the model ranks by, the greatest first.</param>
    /// <param name="k">How many places count.</param>
    /// <exception cref="ArgumentException">There are not as many values of one as of the other.</exception>
    public static double Of(int k, ReadOnlySpan<bool> isRelevant, ReadOnlySpan<float> scores)
    {
        Pairs.MustMatch(isRelevant.Length, scores.Length);
        var items = isRelevant.ToArray().Zip(scores.ToArray()).ToArray();
        if (items.Length == 0 || items.Any(item => float.IsNaN(item.Second)))
        {
            return double.NaN;
        }

        var ranked = items.OrderByDescending(item => item.Second).ThenBy(item => item.First).Take(k);
        var (place, found, sum) = (0, 0, 0.0);
        foreach (var (relevant, _) in ranked)
        {
            place++;
            found += relevant ? 1 : 0;
            sum += relevant ? (double)found / place : 0;
        }

        var possible = Math.Min(k, items.Count(item => item.First));
        return possible > 0 ? sum / possible : 0;
    }
}
