namespace Gradus.Evaluation.Metrics;

/// <summary>
/// Area under the precision-recall curve as Σ (Rₖ − Rₖ₋₁) Pₖ over the thresholds from the greatest score down, without
/// interpolation, which would flatter: as scikit-learn's <c>average_precision_score</c>.
/// </summary>
internal static class AveragePrecision
{
    /// <summary>The area; NaN unless there are positives and negatives, or if a score is NaN.</summary>
    public static double Of(RankedScores scores)
    {
        if (!scores.AreDefined)
        {
            return double.NaN;
        }

        var (area, positives) = (0.0, 0);
        foreach (var (_, truePositives, falsePositives) in scores.Thresholds())
        {
            area += (truePositives - positives) * ((double)truePositives / (truePositives + falsePositives));
            positives = truePositives;
        }

        return area / scores.Positives;
    }
}
