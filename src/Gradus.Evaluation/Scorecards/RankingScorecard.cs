using Gradus.Core.Datasets;
using Gradus.Core.Errors;
using Gradus.Core.Evaluations;
using Gradus.Evaluation.Answers;
using Gradus.Evaluation.Comparing;
using Gradus.Evaluation.Datasets;
using Gradus.Evaluation.Metrics;
using Gradus.Evaluation.Metrics.Ranking;
using Gradus.Evaluation.Onnx;

namespace Gradus.Evaluation.Scorecards;

/// <summary>How well a ranker orders the rows of each query. A query is in a slice if all of its rows are.</summary>
internal sealed class RankingScorecard : IScorecard
{
    private const int Mixed = -1;

    private readonly QuerySums _sums = new();
    private readonly SliceSums<QuerySums> _slices;
    private readonly int[] _slicesOfQuery;
    private readonly QueryRun _run;
    private readonly NumberWriter? _kept;

    public RankingScorecard(LabelledTable dataset, string? predictionsPath)
    {
        _slices = new SliceSums<QuerySums>(SlicedColumn.Of(dataset));
        _slicesOfQuery = new int[_slices.Columns];
        _run = new QueryRun(Judge);
        _kept = predictionsPath is { } path ? new NumberWriter(path, dataset.SliceColumns, hasQueries: true) : null;
    }

    /// <inheritdoc/>
    public long Examples => _sums.Queries;

    /// <inheritdoc/>
    public Result<IOutputs> Bind(OnnxModel model) => NumberOutput.Bind(model, DatasetTask.Ranking);

    /// <inheritdoc/>
    public Result<Done> Add(Batch batch, Answer answer)
    {
        if (!NumberReading.Read(answer, batch.Count, DatasetTask.Ranking).Try(out var scores, out var error))
        {
            return error;
        }

        for (var row = 0; row < batch.Count; row++)
        {
            var isFirst = _run.Add(batch.Queries[row], batch.Numbers[row], scores[row]);
            for (var column = 0; column < _slicesOfQuery.Length; column++)
            {
                var value = _slices.ValueOf(column, batch, row);
                _slicesOfQuery[column] = isFirst || _slicesOfQuery[column] == value ? value : Mixed;
            }
        }

        _kept?.Add(batch, scores);
        return new Done();
    }

    /// <inheritdoc/>
    public void Finish()
    {
        _run.End();
        _kept?.Finish();
    }

    /// <inheritdoc/>
    public Dictionary<string, double> ToMetrics() => _sums.ToMetrics();

    /// <inheritdoc/>
    public IReadOnlyList<Slice> ToSlices() => _slices.ToSlices(sums => sums.Queries, sums => sums.ToMetrics());

    /// <inheritdoc/>
    public void Dispose() => _kept?.Dispose();

    private void Judge(double[] values)
    {
        _sums.Add(values);
        for (var column = 0; column < _slicesOfQuery.Length; column++)
        {
            if (_slicesOfQuery[column] != Mixed)
            {
                _slices[column, _slicesOfQuery[column]].Add(values);
            }
        }
    }
}
