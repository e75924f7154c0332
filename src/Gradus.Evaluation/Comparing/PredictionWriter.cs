using Gradus.Evaluation.Answers;
using Gradus.Evaluation.Datasets;
using Parquet;

namespace Gradus.Evaluation.Comparing;

/// <summary>
/// Keeps a model's predictions of a data set, batch by batch, in constant memory (<see cref="PredictionLayout"/>). The same
/// predictions give the same bytes.
/// </summary>
/// <param name="path">The file, which is made anew.</param>
/// <param name="classes">The classes by their indexes, those too that only the model names.</param>
/// <param name="slices">The columns that the data set is sliced by.</param>
internal sealed class PredictionWriter(string path, ClassTable classes, IReadOnlyList<SliceColumn> slices) : IDisposable
{
    private readonly FileStream _file = File.Create(path);
    private readonly List<string> _labels = new(PredictionLayout.RowsOfGroup);
    private readonly List<string> _predicted = new(PredictionLayout.RowsOfGroup);
    private readonly List<string>[] _sliceValues = [.. slices.Select(_ => new List<string>())];
    private PredictionLayout? _layout;
    private float[][] _scores = [];
    private ParquetWriter? _writer;

    /// <summary>Takes in a batch and what the model said of it.</summary>
    public void Add(Batch batch, Predictions predictions)
    {
        Open(predictions.ScoredClasses);
        for (var row = 0; row < batch.Count; row++)
        {
            for (var i = 0; i < _scores.Length; i++)
            {
                _scores[i][_labels.Count] = predictions.Scores[(row * _scores.Length) + i];
            }

            for (var i = 0; i < _sliceValues.Length; i++)
            {
                _sliceValues[i].Add(slices[i].Values[batch.SlicesOf(row)[i]]);
            }

            _labels.Add(classes[batch.Classes[row]]);
            _predicted.Add(classes[predictions.Classes[row]]);
            if (_labels.Count == PredictionLayout.RowsOfGroup)
            {
                WriteGroup();
            }
        }
    }

    /// <summary>Writes what is left, and the file's end; before that it is no file that could be read.</summary>
    public void Finish()
    {
        if (_labels.Count > 0)
        {
            WriteGroup();
        }

        Now(_writer!.DisposeAsync());
        _file.Flush(flushToDisk: false);
    }

    /// <inheritdoc/>
    public void Dispose() => _file.Dispose();

    // The first batch tells whether there are scores, and of which classes.
    private void Open(int[] scored)
    {
        if (_layout is null)
        {
            var kept = scored.Length <= PredictionLayout.MostScores ? scored : [];
            _layout = new PredictionLayout(
                [.. kept.Select(index => classes[index])],
                [.. slices.Select(slice => slice.Name)]
            );
            _scores = [.. kept.Select(_ => new float[PredictionLayout.RowsOfGroup])];
            _writer = Now(ParquetWriter.CreateAsync(_layout.Schema, _file));
        }
    }

    private void WriteGroup()
    {
        using var group = _writer!.CreateRowGroup();
        Now(group.WriteAsync(_layout!.Label, _labels));
        Now(group.WriteAsync(_layout.Predicted, _predicted));
        for (var i = 0; i < _scores.Length; i++)
        {
            Now(group.WriteAsync<float>(_layout.Scores[i], _scores[i].AsMemory(0, _labels.Count)));
        }

        for (var i = 0; i < _sliceValues.Length; i++)
        {
            Now(group.WriteAsync(_layout.Slices[i], _sliceValues[i]));
            _sliceValues[i].Clear();
        }

        group.CompleteValidate();
        _labels.Clear();
        _predicted.Clear();
    }

    // The file is written synchronously: there is nothing to wait for.
    private static void Now(Task task) => task.GetAwaiter().GetResult();

    private static T Now<T>(Task<T> task) => task.GetAwaiter().GetResult();

    private static void Now(ValueTask task) => task.AsTask().GetAwaiter().GetResult();
}
