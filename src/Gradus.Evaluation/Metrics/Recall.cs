namespace Gradus.Evaluation.Metrics;

/// <summary>Of those of a class, the share that is predicted to be.</summary>
internal static class Recall
{
    /// <summary>
    /// Mean recall over the classes that are true or predicted anywhere, as scikit-learn's
    /// <c>recall_score(average="macro")</c>; NaN without examples.
    /// </summary>
    public static double Macro(LabelCounts counts) => counts.Occurring.Select(c => c.Recall).Mean();

    /// <summary>
    /// Recall over all classes together, as scikit-learn's <c>recall_score(average="micro")</c>: where every example has one
    /// class and is given one, the same as accuracy; NaN without examples.
    /// </summary>
    public static double Micro(LabelCounts counts) => Accuracy.Of(counts);

    /// <summary>
    /// Mean recall weighted by how often each class is true, as scikit-learn's <c>recall_score(average="weighted")</c>; NaN
    /// without examples.
    /// </summary>
    public static double Weighted(LabelCounts counts) =>
        counts.Occurring.Sum(c => c.Actual * c.Recall) / counts.Examples;
}
