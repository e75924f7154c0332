using Gradus.Core.Datasets;

namespace Gradus.Evaluation.Datasets;

/// <summary>
/// A table of labelled examples: one column with the truth, columns to be ignored, of a ranking one with the query, and every
/// other column a feature (a 32-bit float). It is read as a stream. Rows are counted from 1.
/// </summary>
internal sealed class LabelledTable
{
    private readonly TableFile _file;
    private readonly DatasetColumns _parts;
    private readonly int _label;
    private readonly int _query;
    private readonly int[] _features;
    private readonly IReadOnlyList<SliceColumn> _ignored;
    private readonly QueryColumn _queries = new();

    private LabelledTable(TableFile file, string name, DatasetColumns parts)
    {
        var columns = file.Columns.ToList();
        (_file, _parts, Name) = (file, parts, name);
        (_label, _query) = (columns.IndexOf(parts.Label), parts.Query is { } query ? columns.IndexOf(query) : -1);
        _features = [.. Enumerable.Range(0, columns.Count).Where(column => parts.IsFeature(columns[column]))];
        Features = [.. _features.Select(column => columns[column])];
        var ignored = parts.Ignore.Distinct().Select(column => new SliceColumn(column, columns.IndexOf(column)));
        _ignored = [.. ignored.Where(column => file.CanRead(column.Column)).OrderBy(column => column.Column)];
    }

    /// <summary>Reads the columns' names of the file at <paramref name="path"/>.</summary>
    /// <exception cref="DatasetException">They are not what the data set is registered with.</exception>
    public static LabelledTable Open(string path, string name, DatasetColumns parts)
    {
        var file = TableFile.Open(path);
        return DatasetFile.Problem(file.Columns, parts) is { } problem
            ? throw new DatasetException($"the file {problem}")
            : new LabelledTable(file, name, parts);
    }

    /// <summary>The name it is registered under, for messages.</summary>
    public string Name { get; }

    /// <summary>The names of the features, in column order.</summary>
    public IReadOnlyList<string> Features { get; }

    /// <summary>The columns that are no features and that the data set can be sliced by; known once its labels were read.</summary>
    public IReadOnlyList<SliceColumn> SliceColumns { get; private set; } = [];

    /// <summary>Reads the whole file once for its labels, its queries and its slices.</summary>
    /// <exception cref="DatasetException">A row has no label or too few fields, or there is no row at all.</exception>
    public void ReadLabels(Labels labels, CancellationToken ct)
    {
        int[] wanted = [_label, .. _query < 0 ? [] : new[] { _query }, .. _ignored.Select(column => column.Column)];
        var isEmpty = true;
        foreach (var row in _file.ReadRows(wanted, [], ct))
        {
            isEmpty = false;
            if (labels.Meet(row.Text(_label), _parts.Label) is { } problem)
            {
                throw Wrong(row, _label, problem);
            }

            if (_query >= 0 && _queries.Meet(row.Text(_query)) is { } wrong)
            {
                throw Wrong(row, _query, wrong);
            }

            foreach (var column in _ignored)
            {
                column.Meet(row.Text(column.Column));
            }
        }

        if (isEmpty)
        {
            throw new DatasetException("the file has no rows");
        }

        labels.End();
        SliceColumns = [.. _ignored.Where(column => column.HasGroups)];
    }

    /// <summary>Reads the examples in batches. Every batch is the same object, filled anew.</summary>
    /// <exception cref="DatasetException">A feature is no number, or a row has too few fields.</exception>
    public IEnumerable<Batch> ReadBatches(int size, Labels labels, CancellationToken ct)
    {
        _queries.Restart();
        var batch = new Batch(size, _features.Length, SliceColumns.Count);
        int[] texts = [_label, .. _query < 0 ? [] : new[] { _query }, .. SliceColumns.Select(column => column.Column)];
        foreach (var row in _file.ReadRows(texts, _features, ct))
        {
            if (batch.IsFull)
            {
                yield return batch;
                batch.Clear();
            }

            ReadExample(row, batch, labels);
        }

        if (batch.Count > 0)
        {
            yield return batch;
        }
    }

    private void ReadExample(TableRow row, Batch batch, Labels labels)
    {
        var features = batch.Add();
        var index = batch.Count - 1;
        for (var i = 0; i < features.Length; i++)
        {
            if (row.TryNumber(_features[i], out features[i]) is { } problem)
            {
                throw Wrong(row, _features[i], problem);
            }
        }

        labels.Read(row.Text(_label), batch, index);
        batch.Queries[index] = _query < 0 ? 0 : _queries.NumberOf(row.Text(_query));
        var slices = batch.SlicesOf(index);
        for (var i = 0; i < slices.Length; i++)
        {
            slices[i] = SliceColumns[i].IndexOf(row.Text(SliceColumns[i].Column));
        }
    }

    private DatasetException Wrong(TableRow row, int column, string problem) =>
        new($"row {row.Number}, column '{_file.Columns[column]}': {problem}");
}
