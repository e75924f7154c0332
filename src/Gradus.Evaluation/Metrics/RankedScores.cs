using System.Runtime.InteropServices;

namespace Gradus.Evaluation.Metrics;

/// <summary>
/// The scores that examples were given for one class, those of the class (positives) and the others apart. What is computed
/// of their order needs every one: four bytes an example.
/// </summary>
internal sealed class RankedScores
{
    private readonly List<float> _positives = [];
    private readonly List<float> _negatives = [];
    private bool _hasNaN;
    private bool _isSorted;

    /// <summary>Adds an example's score.</summary>
    public void Add(float score, bool isPositive)
    {
        (isPositive ? _positives : _negatives).Add(score);
        _hasNaN |= float.IsNaN(score);
        _isSorted = false;
    }

    /// <summary>Whether the order says anything: there are positives and negatives, and every score is a number.</summary>
    public bool AreDefined => Positives > 0 && Negatives > 0 && !_hasNaN;

    /// <summary>How many examples are of the class.</summary>
    public int Positives => _positives.Count;

    /// <summary>How many are not.</summary>
    public int Negatives => _negatives.Count;

    /// <summary>
    /// Every different score in descending order, with how many positives and negatives score as much or more: what is
    /// predicted to be of the class when the threshold is there.
    /// </summary>
    public IEnumerable<(float Threshold, int TruePositives, int FalsePositives)> Thresholds()
    {
        Sort();
        var (p, n) = (0, 0);
        while (p < _positives.Count || n < _negatives.Count)
        {
            var threshold = Math.Max(At(_positives, p), At(_negatives, n));
            p = Pass(_positives, p, threshold);
            n = Pass(_negatives, n, threshold);
            yield return (threshold, p, n);
        }
    }

    private void Sort()
    {
        if (!_isSorted)
        {
            SortDescending(_positives);
            SortDescending(_negatives);
            _isSorted = true;
        }
    }

    private static void SortDescending(List<float> scores)
    {
        var span = CollectionsMarshal.AsSpan(scores);
        span.Sort();
        span.Reverse();
    }

    private static float At(List<float> descending, int index) =>
        index < descending.Count ? descending[index] : float.NegativeInfinity;

    private static int Pass(List<float> descending, int index, float threshold)
    {
        while (index < descending.Count && descending[index] >= threshold)
        {
            index++;
        }

        return index;
    }
}
