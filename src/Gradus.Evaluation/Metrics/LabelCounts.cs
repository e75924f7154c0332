namespace Gradus.Evaluation.Metrics;

/// <summary>
/// Per class, how often it was true, predicted, and both: all that the metrics of labels need, whatever the number of
/// examples.
/// </summary>
internal sealed class LabelCounts
{
    private ClassCount[] _classes = [];

    /// <summary>How many examples were counted.</summary>
    public long Examples { get; private set; }

    /// <summary>How many were predicted right.</summary>
    public long Correct { get; private set; }

    /// <summary>The counts of every class that was true or predicted at least once.</summary>
    public IEnumerable<ClassCount> Occurring => _classes.Where(c => c.Actual + c.Predicted > 0);

    /// <summary>Forgets the examples.</summary>
    public void Clear()
    {
        Array.Clear(_classes);
        Examples = 0;
        Correct = 0;
    }

    /// <summary>The counts of one class.</summary>
    public ClassCount Of(int index) => index < _classes.Length ? _classes[index] : default;

    /// <summary>Counts one example, or <paramref name="times"/> that are alike.</summary>
    public void Add(int actual, int predicted, long times = 1)
    {
        var greatest = Math.Max(actual, predicted);
        if (greatest >= _classes.Length)
        {
            Array.Resize(ref _classes, Math.Max(greatest + 1, _classes.Length * 2));
        }

        Examples += times;
        _classes[actual].Actual += times;
        _classes[predicted].Predicted += times;
        if (actual == predicted)
        {
            Correct += times;
            _classes[actual].Hits += times;
        }
    }
}

/// <summary>One class: how often it was true, predicted, and both.</summary>
internal record struct ClassCount(long Actual, long Predicted, long Hits)
{
    /// <summary>Hits / Predicted; 0 for a class that is never predicted (scikit-learn's zero_division).</summary>
    public readonly double Precision => Predicted == 0 ? 0 : (double)Hits / Predicted;

    /// <summary>Hits / Actual; 0 for a class that never occurs (scikit-learn's zero_division).</summary>
    public readonly double Recall => Actual == 0 ? 0 : (double)Hits / Actual;

    /// <summary>The harmonic mean of the two: 2 · Hits / (Actual + Predicted); 0 where that is undefined.</summary>
    public readonly double F1 => Actual + Predicted == 0 ? 0 : 2.0 * Hits / (Actual + Predicted);
}
