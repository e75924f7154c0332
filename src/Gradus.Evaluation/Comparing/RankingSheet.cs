using Gradus.Core.Datasets;
using Gradus.Evaluation.Metrics.Ranking;
using Gradus.Evaluation.Statistics;

namespace Gradus.Evaluation.Comparing;

/// <summary>How well two rankers order the rows of the same queries. What is compared, and drawn at random, are queries, not rows.</summary>
internal sealed class RankingSheet : INumberSheet
{
    private readonly IReadOnlyList<string> _sliceColumns;
    private readonly SliceMeans _slices;
    private readonly List<double[]> _candidate = [];
    private readonly List<double[]> _incumbent = [];
    private readonly string?[] _slicesOfQuery;
    private readonly QueryRun _first;
    private readonly QueryRun _second;

    /// <param name="sliceColumns">The columns that the data set is sliced by.</param>
    public RankingSheet(IReadOnlyList<string> sliceColumns)
    {
        _sliceColumns = sliceColumns;
        _slices = new SliceMeans(sliceColumns);
        _slicesOfQuery = new string?[sliceColumns.Count];
        _first = new QueryRun(_candidate.Add);
        _second = new QueryRun(values =>
        {
            _incumbent.Add(values);
            AddSlices();
        });
    }

    /// <inheritdoc/>
    public void Add(NumberRows candidate, NumberRows incumbent)
    {
        for (var row = 0; row < candidate.Labels.Length; row++)
        {
            var (query, relevance) = (candidate.Queries[row], candidate.Labels[row]);
            _first.Add(query, relevance, candidate.Predicted[row]);
            var isFirst = _second.Add(query, relevance, incumbent.Predicted[row]);
            for (var column = 0; column < _sliceColumns.Count; column++)
            {
                var value = candidate.Slices[column][row];
                _slicesOfQuery[column] = isFirst || _slicesOfQuery[column] == value ? value : null;
            }
        }
    }

    /// <inheritdoc/>
    public ModelComparison Compare(BootstrapOptions options)
    {
        _first.End();
        _second.End();
        return ModelComparison.OfNumbers(
            DatasetTask.Ranking,
            _candidate.Count,
            [.. QueryMetrics.Names.Select((metric, i) => Compare(metric, i, options))],
            _slices.ToSlices()
        );
    }

    private MetricComparison Compare(string metric, int index, BootstrapOptions options) =>
        new(
            metric,
            _candidate.Average(values => values[index]),
            _incumbent.Average(values => values[index]),
            PairedBootstrap.OfDifferences(
                [.. _candidate.Zip(_incumbent, (mine, theirs) => mine[index] - theirs[index])],
                options
            )
        );

    // By NDCG over all places, the first of the metrics. A query whose rows are of several slices is in none.
    private void AddSlices()
    {
        for (var column = 0; column < _sliceColumns.Count; column++)
        {
            if (_slicesOfQuery[column] is { } value)
            {
                _slices.Add(column, value, _candidate[^1][0], _incumbent[^1][0]);
            }
        }
    }
}
