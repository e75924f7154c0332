namespace Gradus.Evaluation.Metrics;

/// <summary>The harmonic mean of precision and recall: 2 · hits / (actual + predicted).</summary>
internal static class F1
{
    /// <summary>
    /// Mean F1 over the classes that are true or predicted anywhere, as scikit-learn's <c>f1_score(average="macro")</c>; NaN
    /// without examples.
    /// </summary>
    public static double Macro(LabelCounts counts) => counts.Occurring.Select(c => c.F1).Mean();

    /// <summary>
    /// F1 over all classes together, as scikit-learn's <c>f1_score(average="micro")</c>: where every example has one class and
    /// is given one, the same as accuracy; NaN without examples.
    /// </summary>
    public static double Micro(LabelCounts counts) => Accuracy.Of(counts);

    /// <summary>
    /// Mean F1 weighted by how often each class is true, as scikit-learn's <c>f1_score(average="weighted")</c>; NaN without
    /// examples.
    /// </summary>
    public static double Weighted(LabelCounts counts) => counts.Occurring.Sum(c => c.Actual * c.F1) / counts.Examples;

    /// <summary>
    /// F1 of the positive class, as scikit-learn's <c>f1_score(average="binary")</c>; NaN if there is no such class, since
    /// there are not exactly two.
    /// </summary>
    public static double Binary(LabelCounts counts, int? positive) =>
        positive is { } index ? counts.Of(index).F1 : double.NaN;
}
