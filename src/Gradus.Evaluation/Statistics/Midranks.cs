namespace Gradus.Evaluation.Statistics;

/// <summary>Ranks from 1 in ascending order; equal values share the mean of theirs.</summary>
internal static class Midranks
{
    /// <summary>The rank of each value, and Σ(t³ − t) over groups of t equal values.</summary>
    public static (double[] Ranks, double Ties) Of(ReadOnlySpan<float> values)
    {
        var keys = values.ToArray();
        var order = Enumerable.Range(0, keys.Length).ToArray();
        Array.Sort(keys, order);
        var (ranks, ties) = (new double[keys.Length], 0.0);
        for (var start = 0; start < keys.Length; )
        {
            var end = start + 1;
            while (end < keys.Length && keys[end] == keys[start])
            {
                end++;
            }

            for (var i = start; i < end; i++)
            {
                ranks[order[i]] = (start + 1 + end) / 2.0;
            }

            double size = end - start;
            ties += (size * size * size) - size;
            start = end;
        }

        return (ranks, ties);
    }
}
