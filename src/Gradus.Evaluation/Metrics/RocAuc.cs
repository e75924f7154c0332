namespace Gradus.Evaluation.Metrics;

/// <summary>
/// Area under the ROC curve: how probable it is that a random positive scores above a random negative, ties counting half.
/// Computed from ranks as the Mann-Whitney statistic, (R⁺ − n⁺(n⁺ + 1)/2) / (n⁺ n⁻), with R⁺ the sum of the positives' mid-
/// ranks (Hanley and McNeil, "The meaning and use of the area under a ROC curve", 1982). The exact value needs every score:
/// four bytes an example.
/// </summary>
internal sealed class RocAuc
{
    private readonly List<float> _positives = [];
    private readonly List<float> _negatives = [];

    /// <summary>Adds an example's score.</summary>
    public void Add(float score, bool isPositive) => (isPositive ? _positives : _negatives).Add(score);

    /// <summary>The area; NaN unless there are positives and negatives, or if a score is NaN.</summary>
    public double Value()
    {
        if (_positives.Count == 0 || _negatives.Count == 0 || _positives.Concat(_negatives).Any(float.IsNaN))
        {
            return double.NaN;
        }

        _positives.Sort();
        _negatives.Sort();

        // For each positive in ascending order: the negatives below it, and half of those that equal it.
        var (below, upTo, wins) = (0, 0, 0.0);
        foreach (var score in _positives)
        {
            below = Advance(below, value => value < score);
            upTo = Advance(Math.Max(below, upTo), value => value <= score);
            wins += (below + upTo) / 2.0;
        }

        return wins / ((double)_positives.Count * _negatives.Count);
    }

    private int Advance(int from, Func<float, bool> isPast)
    {
        while (from < _negatives.Count && isPast(_negatives[from]))
        {
            from++;
        }

        return from;
    }
}
