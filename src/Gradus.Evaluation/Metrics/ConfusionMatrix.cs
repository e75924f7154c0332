namespace Gradus.Evaluation.Metrics;

/// <summary>How often each class was answered for each. Only what occurs takes room, since there may be thousands of classes.</summary>
internal sealed class ConfusionMatrix
{
    private readonly Dictionary<(int Actual, int Predicted), long> _counts = [];

    /// <summary>How often examples of class <paramref name="actual"/> were predicted to be of <paramref name="predicted"/>.</summary>
    public long this[int actual, int predicted] => _counts.GetValueOrDefault((actual, predicted));

    /// <summary>Every wrong answer that occurs, the most frequent first.</summary>
    public IEnumerable<(int Actual, int Predicted, long Examples)> Mistakes =>
        Cells.Where(cell => cell.Actual != cell.Predicted).OrderByDescending(cell => cell.Examples);

    /// <summary>Every combination that occurs, by true class and then by answer.</summary>
    public IEnumerable<(int Actual, int Predicted, long Examples)> Cells =>
        _counts.OrderBy(cell => cell.Key).Select(cell => (cell.Key.Actual, cell.Key.Predicted, cell.Value));

    /// <summary>Counts one example.</summary>
    public void Add(int actual, int predicted) =>
        _counts[(actual, predicted)] = _counts.GetValueOrDefault((actual, predicted)) + 1;
}
