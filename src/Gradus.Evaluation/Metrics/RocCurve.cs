namespace Gradus.Evaluation.Metrics;

/// <summary>A point of the curve: what is found and what is found wrongly when scores from the threshold on count.</summary>
/// <param name="Threshold">The least score that counts; +∞ at the curve's beginning.</param>
/// <param name="FalsePositiveRate">Share of the negatives that score as much.</param>
/// <param name="TruePositiveRate">Share of the positives that score as much.</param>
public readonly record struct RocPoint(float Threshold, double FalsePositiveRate, double TruePositiveRate);

/// <summary>The curve that the area is under, to be drawn.</summary>
internal static class RocCurve
{
    /// <summary>
    /// Its corners from (0, 0) to (1, 1), as scikit-learn's <c>roc_curve</c>: points between two others on a straight line are
    /// left out. Empty unless there are positives and negatives, or if a score is NaN.
    /// </summary>
    public static IReadOnlyList<RocPoint> Of(RankedScores scores)
    {
        if (!scores.AreDefined)
        {
            return [];
        }

        var corners = new List<(float Threshold, int True, int False)> { (float.PositiveInfinity, 0, 0) };
        foreach (var point in scores.Thresholds())
        {
            if (corners.Count > 1 && AreInLine(corners[^2], corners[^1], point))
            {
                corners.RemoveAt(corners.Count - 1);
            }

            corners.Add(point);
        }

        return
        [
            .. corners.Select(c => new RocPoint(
                c.Threshold,
                (double)c.False / scores.Negatives,
                (double)c.True / scores.Positives
            )),
        ];
    }

    private static bool AreInLine(
        (float Threshold, int True, int False) a,
        (float Threshold, int True, int False) b,
        (float Threshold, int True, int False) c
    ) => (long)(b.True - a.True) * (c.False - b.False) == (long)(c.True - b.True) * (b.False - a.False);
}
