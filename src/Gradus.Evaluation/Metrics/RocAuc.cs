namespace Gradus.Evaluation.Metrics;

/// <summary>
/// Area under the ROC curve: how probable it is that a random positive scores above a random negative, ties counting half,
/// which is the Mann-Whitney statistic over n⁺ n⁻ (Hanley and McNeil, "The meaning and use of the area under a ROC curve",
/// 1982).
/// </summary>
internal static class RocAuc
{
    /// <summary>The area; NaN unless there are positives and negatives, or if a score is NaN.</summary>
    public static double Of(RankedScores scores)
    {
        if (!scores.AreDefined)
        {
            return double.NaN;
        }

        // Trapezes under the curve, in pairs: a step's negatives are below the positives before it and tied with its own.
        var (area, positives, negatives) = (0.0, 0, 0);
        foreach (var (_, truePositives, falsePositives) in scores.Thresholds())
        {
            area += (falsePositives - negatives) * ((positives + truePositives) / 2.0);
            (positives, negatives) = (truePositives, falsePositives);
        }

        return area / ((double)scores.Positives * scores.Negatives);
    }
}
