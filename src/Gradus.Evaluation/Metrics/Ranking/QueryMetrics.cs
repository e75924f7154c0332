using Gradus.Core.Datasets;
using Gradus.Core.Evaluations;

namespace Gradus.Evaluation.Metrics.Ranking;

/// <summary>The metrics of one query's ranking, in the order of <see cref="Names"/>.</summary>
internal static class QueryMetrics
{
    private const int Places = 10;

    /// <summary>What each is called.</summary>
    public static IReadOnlyList<string> Names { get; } = ComparisonNames.ComparedOn(DatasetTask.Ranking);

    /// <summary>Each metric of one query.</summary>
    /// <param name="relevance">How relevant each item is: 0 or more. Relevant is what is above 0.</param>
    /// <param name="scores">What the model ranks by.</param>
    public static double[] Of(ReadOnlySpan<float> relevance, ReadOnlySpan<float> scores)
    {
        var isRelevant = new bool[relevance.Length];
        for (var i = 0; i < isRelevant.Length; i++)
        {
            isRelevant[i] = relevance[i] > 0;
        }

        var values = new double[Names.Count];
        for (var i = 0; i < values.Length; i++)
        {
            values[i] = Names[i] switch
            {
                MetricNames.Ndcg => Ndcg.At(relevance.Length, relevance, scores),
                MetricNames.NdcgAt10 => Ndcg.At(Places, relevance, scores),
                MetricNames.MeanAveragePrecision => AveragePrecisionAtK.Of(relevance.Length, isRelevant, scores),
                MetricNames.MeanAveragePrecisionAt10 => AveragePrecisionAtK.Of(Places, isRelevant, scores),
                var other => throw new ArgumentException($"'{other}' is no metric of a ranking."),
            };
        }

        return values;
    }
}

/// <summary>The means of the metrics of queries: each query counts alike, however many rows it has.</summary>
internal sealed class QuerySums
{
    private readonly double[] _sums = new double[QueryMetrics.Names.Count];

    /// <summary>How many queries were taken in.</summary>
    public long Queries { get; private set; }

    /// <summary>Takes in what <see cref="QueryMetrics"/> says of a query.</summary>
    public void Add(ReadOnlySpan<double> values)
    {
        Queries++;
        for (var i = 0; i < _sums.Length; i++)
        {
            _sums[i] += values[i];
        }
    }

    /// <summary>The means by name; NaN without queries.</summary>
    public Dictionary<string, double> ToMetrics() =>
        QueryMetrics
            .Names.Select((name, i) => (name, Value: _sums[i] / Queries))
            .ToDictionary(metric => metric.name, metric => metric.Value, StringComparer.Ordinal);
}
