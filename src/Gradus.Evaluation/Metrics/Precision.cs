namespace Gradus.Evaluation.Metrics;

/// <summary>Of those predicted to be of a class, the share that is.</summary>
internal static class Precision
{
    /// <summary>
    /// Mean precision over the classes that are true or predicted anywhere, as scikit-learn's
    /// <c>precision_score(average="macro")</c>; NaN without examples.
    /// </summary>
    public static double Macro(LabelCounts counts) => counts.Occurring.Select(c => c.Precision).Mean();
}
