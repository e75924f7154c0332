namespace Gradus.Evaluation.Metrics;

/// <summary>Share of right predictions.</summary>
internal static class Accuracy
{
    /// <summary>Correct / examples, as scikit-learn's <c>accuracy_score</c>; NaN without examples.</summary>
    public static double Of(LabelCounts counts) => (double)counts.Correct / counts.Examples;

    /// <summary>
    /// Mean recall of the classes that occur in the data, as scikit-learn's <c>balanced_accuracy_score</c> (Brodersen et al.,
    /// "The balanced accuracy and its posterior distribution", ICPR 2010); NaN without examples.
    /// </summary>
    public static double Balanced(LabelCounts counts) =>
        counts.Occurring.Where(c => c.Actual > 0).Select(c => c.Recall).Mean();
}
