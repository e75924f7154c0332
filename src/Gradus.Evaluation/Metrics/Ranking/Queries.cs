namespace Gradus.Evaluation.Metrics.Ranking;

/// <summary>Rankings of several queries in one file: a column says which query a row belongs to.</summary>
internal static class Queries
{
    /// <summary>A metric of one query's items.</summary>
    public delegate double Metric(ReadOnlySpan<float> relevance, ReadOnlySpan<float> scores);

    /// <summary>
    /// The metric of each query, in the order in which they first occur; their mean is NDCG@k or MAP@k, and their intervals
    /// are bootstrapped over queries, not over rows.
    /// </summary>
    public static float[] Each(
        ReadOnlySpan<int> query,
        ReadOnlySpan<float> relevance,
        ReadOnlySpan<float> scores,
        Metric metric
    )
    {
        var rows = new Dictionary<int, List<int>>();
        for (var i = 0; i < query.Length; i++)
        {
            if (!rows.TryGetValue(query[i], out var own))
            {
                rows.Add(query[i], own = []);
            }

            own.Add(i);
        }

        var values = new List<float>(rows.Count);
        foreach (var own in rows.Values)
        {
            values.Add((float)metric(Pick(relevance, own), Pick(scores, own)));
        }

        return [.. values];
    }

    private static float[] Pick(ReadOnlySpan<float> values, List<int> rows)
    {
        var picked = new float[rows.Count];
        for (var i = 0; i < picked.Length; i++)
        {
            picked[i] = values[rows[i]];
        }

        return picked;
    }
}
