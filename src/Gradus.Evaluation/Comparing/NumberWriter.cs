using Gradus.Evaluation.Datasets;
using Parquet;

namespace Gradus.Evaluation.Comparing;

/// <summary>
/// Keeps predicted numbers of a data set, batch by batch, in constant memory (<see cref="NumberLayout"/>). The same predictions
/// give the same bytes.
/// </summary>
/// <param name="path">The file, which is made anew.</param>
/// <param name="slices">The columns that the data set is sliced by.</param>
/// <param name="hasQueries">Whether rows belong to queries.</param>
internal sealed class NumberWriter(string path, IReadOnlyList<SliceColumn> slices, bool hasQueries) : IDisposable
{
    private readonly FileStream _file = File.Create(path);
    private readonly NumberLayout _layout = new([.. slices.Select(slice => slice.Name)], hasQueries);
    private readonly double[] _labels = new double[PredictionLayout.RowsOfGroup];
    private readonly float[] _predicted = new float[PredictionLayout.RowsOfGroup];
    private readonly int[] _queries = new int[PredictionLayout.RowsOfGroup];
    private readonly List<string>[] _sliceValues = [.. slices.Select(_ => new List<string>())];
    private ParquetWriter? _writer;
    private int _rows;

    /// <summary>Takes in a batch and what was predicted of it.</summary>
    public void Add(Batch batch, float[] predicted)
    {
        for (var row = 0; row < batch.Count; row++)
        {
            _labels[_rows] = batch.Numbers[row];
            _predicted[_rows] = predicted[row];
            _queries[_rows] = batch.Queries[row];
            for (var i = 0; i < _sliceValues.Length; i++)
            {
                _sliceValues[i].Add(slices[i].Values[batch.SlicesOf(row)[i]]);
            }

            if (++_rows == PredictionLayout.RowsOfGroup)
            {
                WriteGroup();
            }
        }
    }

    /// <summary>Writes what is left, and the file's end; before that it is no file that could be read.</summary>
    public void Finish()
    {
        if (_rows > 0)
        {
            WriteGroup();
        }

        _writer!.DisposeAsync().AsTask().GetAwaiter().GetResult();
        _file.Flush(flushToDisk: false);
    }

    /// <inheritdoc/>
    public void Dispose() => _file.Dispose();

    private void WriteGroup()
    {
        _writer ??= ParquetWriter.CreateAsync(_layout.Schema, _file).GetAwaiter().GetResult();
        using var group = _writer.CreateRowGroup();
        Now(group.WriteAsync<double>(_layout.Label, _labels.AsMemory(0, _rows)));
        Now(group.WriteAsync<float>(_layout.Predicted, _predicted.AsMemory(0, _rows)));
        if (_layout.Query is { } query)
        {
            Now(group.WriteAsync<int>(query, _queries.AsMemory(0, _rows)));
        }

        for (var i = 0; i < _sliceValues.Length; i++)
        {
            Now(group.WriteAsync(_layout.Slices[i], _sliceValues[i]));
            _sliceValues[i].Clear();
        }

        group.CompleteValidate();
        _rows = 0;
    }

    // The file is written synchronously: there is nothing to wait for.
    private static void Now(Task task) => task.GetAwaiter().GetResult();
}
