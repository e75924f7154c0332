using Gradus.Core.Datasets;
using Gradus.Core.Errors;
using Gradus.Core.Evaluations;
using Gradus.Evaluation.Answers;
using Gradus.Evaluation.Comparing;
using Gradus.Evaluation.Datasets;
using Gradus.Evaluation.Metrics;
using Gradus.Evaluation.Onnx;

namespace Gradus.Evaluation.Scorecards;

/// <summary>How good a classifier is: its labels, its probabilities and their order.</summary>
internal sealed class ClassScorecard : IScorecard
{
    private readonly string _dataset;
    private readonly ClassTable _classes;
    private readonly ClassReading _reading;
    private readonly ClassMetrics _metrics;
    private readonly SliceSums<LabelCounts> _slices;
    private readonly PredictionWriter? _kept;

    public ClassScorecard(LabelledTable dataset, ClassTable classes, EvaluationOptions options)
    {
        (_dataset, _classes) = (dataset.Name, classes);
        _reading = new ClassReading(dataset.Name, classes);
        _metrics = new ClassMetrics(classes);
        // The classes of the data set, before any model named others.
        var byLabel = new SlicedColumn(
            options.Columns.Label,
            [.. Enumerable.Range(0, classes.Count).Select(index => classes[index])],
            (batch, row) => batch.Classes[row]
        );
        _slices = new SliceSums<LabelCounts>(SlicedColumn.Of(dataset).Prepend(byLabel));
        _kept = options.PredictionsPath is { } path ? new PredictionWriter(path, classes, dataset.SliceColumns) : null;
    }

    /// <inheritdoc/>
    public long Examples => _metrics.Examples;

    /// <inheritdoc/>
    public Result<IOutputs> Bind(OnnxModel model) => ClassOutputs.Bind(model, _dataset, _classes);

    /// <inheritdoc/>
    public Result<Done> Add(Batch batch, Answer answer)
    {
        if (!_reading.Read(answer, batch.Count).Try(out var predictions, out var error))
        {
            return error;
        }

        _metrics.Add(batch, predictions);
        _slices.Add(batch, (counts, row) => counts.Add(batch.Classes[row], predictions.Classes[row]));
        _kept?.Add(batch, predictions);
        return new Done();
    }

    /// <inheritdoc/>
    public void Finish() => _kept?.Finish();

    /// <inheritdoc/>
    public Dictionary<string, double> ToMetrics() => _metrics.ToMetrics();

    /// <inheritdoc/>
    public IReadOnlyList<Slice> ToSlices() => _slices.ToSlices(counts => counts.Examples, MetricsOf);

    /// <inheritdoc/>
    public void Dispose() => _kept?.Dispose();

    private static Dictionary<string, double> MetricsOf(LabelCounts counts) =>
        TaskMetrics
            .BySlice(DatasetTask.Classification)
            .ToDictionary(
                metric => metric,
                metric => LabelMetrics.ByName[metric](counts, positive: null),
                StringComparer.Ordinal
            );
}
