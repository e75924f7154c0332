using System.Runtime.InteropServices;

namespace Gradus.Evaluation.Metrics.Ranking;

/// <summary>Puts the rows together that are of one query, where they stand together, and has each query judged as it ends.</summary>
/// <param name="judge">Is given each query's metrics (<see cref="QueryMetrics"/>).</param>
internal sealed class QueryRun(Action<double[]> judge)
{
    private readonly List<float> _relevance = [];
    private readonly List<float> _scores = [];
    private int _query = -1;

    /// <summary>Takes in a row.</summary>
    /// <returns>Whether it is the first of its query.</returns>
    public bool Add(int query, double relevance, float score)
    {
        var isFirst = query != _query;
        if (isFirst)
        {
            End();
            _query = query;
        }

        _relevance.Add((float)relevance);
        _scores.Add(score);
        return isFirst;
    }

    /// <summary>The last query has ended.</summary>
    public void End()
    {
        if (_relevance.Count > 0)
        {
            judge(QueryMetrics.Of(CollectionsMarshal.AsSpan(_relevance), CollectionsMarshal.AsSpan(_scores)));
        }

        _relevance.Clear();
        _scores.Clear();
    }
}
