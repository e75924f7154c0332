using Gradus.Evaluation.Datasets;

namespace Gradus.Evaluation.Answers;

/// <summary>Finds out which class each column of a model's scores is about.</summary>
internal static class ScoredClasses
{
    /// <summary>
    /// The class of each column, empty if it cannot be told. A model may name its columns (ZipMap). Otherwise column i is
    /// class i where the labels are 0, 1, … below the number of columns, and else the i-th label in ascending order, which
    /// is scikit-learn's convention (<c>classes_</c> is sorted), provided that there are as many labels as columns.
    /// </summary>
    public static int[] Resolve(ScoreTable scores, ClassTable classes)
    {
        if (scores.Keys is { } keys)
        {
            return [.. keys.Select(key => key is long number ? classes.IndexOf(number) : classes.IndexOf((string)key))];
        }

        if (classes.AreIndexesBelow(scores.Columns))
        {
            return [.. Enumerable.Range(0, scores.Columns).Select(i => classes.IndexOf(i))];
        }

        return classes.Count == scores.Columns ? [.. classes.Ascending()] : [];
    }
}
