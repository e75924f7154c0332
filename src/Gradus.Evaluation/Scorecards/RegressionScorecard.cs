using Gradus.Core.Datasets;
using Gradus.Core.Errors;
using Gradus.Core.Evaluations;
using Gradus.Evaluation.Answers;
using Gradus.Evaluation.Comparing;
using Gradus.Evaluation.Datasets;
using Gradus.Evaluation.Metrics;
using Gradus.Evaluation.Metrics.Regression;
using Gradus.Evaluation.Onnx;

namespace Gradus.Evaluation.Scorecards;

/// <summary>How far a regressor's numbers are from the true ones.</summary>
internal sealed class RegressionScorecard(LabelledTable dataset, string? predictionsPath) : IScorecard
{
    private readonly RegressionSums _sums = new();
    private readonly MedianError _median = new();
    private readonly SliceSums<RegressionSums> _slices = new(SlicedColumn.Of(dataset));
    private readonly NumberWriter? _kept = predictionsPath is { } path
        ? new NumberWriter(path, dataset.SliceColumns, hasQueries: false)
        : null;

    /// <inheritdoc/>
    public long Examples => _sums.Examples;

    /// <inheritdoc/>
    public Result<IOutputs> Bind(OnnxModel model) => NumberOutput.Bind(model, DatasetTask.Regression);

    /// <inheritdoc/>
    public Result<Done> Add(Batch batch, Answer answer)
    {
        if (!NumberReading.Read(answer, batch.Count, DatasetTask.Regression).Try(out var predicted, out var error))
        {
            return error;
        }

        for (var row = 0; row < batch.Count; row++)
        {
            _sums.Add(batch.Numbers[row], predicted[row]);
            _median.Add(batch.Numbers[row], predicted[row]);
        }

        _slices.Add(batch, (sums, row) => sums.Add(batch.Numbers[row], predicted[row]));
        _kept?.Add(batch, predicted);
        return new Done();
    }

    /// <inheritdoc/>
    public void Finish() => _kept?.Finish();

    /// <inheritdoc/>
    public Dictionary<string, double> ToMetrics()
    {
        var metrics = _sums.ToMetrics();
        metrics[MetricNames.MedianAbsoluteError] = _median.Value;
        return metrics;
    }

    /// <inheritdoc/>
    public IReadOnlyList<Slice> ToSlices() => _slices.ToSlices(sums => sums.Examples, MetricsOf);

    /// <inheritdoc/>
    public void Dispose() => _kept?.Dispose();

    private static Dictionary<string, double> MetricsOf(RegressionSums sums)
    {
        var all = sums.ToMetrics();
        return TaskMetrics
            .BySlice(DatasetTask.Regression)
            .ToDictionary(metric => metric, metric => all[metric], StringComparer.Ordinal);
    }
}
