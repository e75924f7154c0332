namespace Gradus.Evaluation.Metrics;

/// <summary>Of those of a class, the share that is predicted to be.</summary>
internal static class Recall
{
    /// <summary>
    /// Mean recall over the classes that are true or predicted anywhere, as scikit-learn's
    /// <c>recall_score(average="macro")</c>; NaN without examples.
    /// </summary>
    public static double Macro(LabelCounts counts) => counts.Occurring.Select(c => c.Recall).Mean();
}
