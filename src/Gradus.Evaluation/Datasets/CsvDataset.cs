using System.Globalization;
using Gradus.Core.Datasets;
using Sylvan.Data.Csv;

namespace Gradus.Evaluation.Datasets;

/// <summary>
/// A labelled CSV file: a header, one column with the true class, columns to be ignored, and every other column a feature
/// (a 32-bit float). It is read as a stream, in constant memory. Rows are counted from 1 below the header.
/// </summary>
internal sealed class CsvDataset
{
    /// <summary>The most classes a label may tell apart; more means that the column is no class label.</summary>
    public const int MaxClasses = 10_000;

    private readonly string _path;
    private readonly string[] _header;
    private readonly int _labelColumn;
    private readonly int[] _featureColumns;
    private readonly IReadOnlyList<SliceColumn> _ignored;

    private CsvDataset(
        string path,
        string name,
        string[] header,
        int labelColumn,
        int[] featureColumns,
        IReadOnlyList<SliceColumn> ignored
    )
    {
        _ignored = ignored;
        _path = path;
        _header = header;
        _labelColumn = labelColumn;
        _featureColumns = featureColumns;
        Name = name;
        Features = [.. featureColumns.Select(column => header[column])];
    }

    /// <summary>Reads the header of the file at <paramref name="path"/>.</summary>
    /// <exception cref="DatasetException">The header does not have what the data set is registered with.</exception>
    public static CsvDataset Open(string path, string name, string label, IReadOnlyList<string> ignore)
    {
        var header = ReadHeader(path);
        if (DatasetFile.Problem(header, label, ignore) is { } problem)
        {
            throw new DatasetException($"the file {problem}");
        }

        var labelColumn = Array.IndexOf(header, label);
        var features = Enumerable
            .Range(0, header.Length)
            .Where(column => column != labelColumn && !ignore.Contains(header[column]))
            .ToArray();
        var ignored = ignore.Distinct().Select(column => new SliceColumn(column, Array.IndexOf(header, column)));
        return new CsvDataset(path, name, header, labelColumn, features, [.. ignored.OrderBy(column => column.Column)]);
    }

    /// <summary>The name it is registered under, for messages.</summary>
    public string Name { get; }

    /// <summary>The names of the features, in column order.</summary>
    public IReadOnlyList<string> Features { get; }

    /// <summary>The columns that are no features and that the data set can be sliced by; known once its classes were read.</summary>
    public IReadOnlyList<SliceColumn> SliceColumns { get; private set; } = [];

    /// <summary>Reads the whole file once for the classes that its label column names, and for its slices.</summary>
    /// <exception cref="DatasetException">A row has no label or too few fields, or there is no row at all.</exception>
    public ClassTable ReadClasses(CancellationToken ct)
    {
        var labels = new HashSet<string>(StringComparer.Ordinal);
        var labelsBySpan = labels.GetAlternateLookup<ReadOnlySpan<char>>();
        foreach (var (reader, row) in ReadRows(ct))
        {
            var label = reader.GetFieldSpan(_labelColumn);
            if (label.IsWhiteSpace())
            {
                throw Wrong(row, _labelColumn, "there is no label");
            }

            if (labelsBySpan.Add(label) && labels.Count > MaxClasses)
            {
                throw new DatasetException(
                    $"column '{_header[_labelColumn]}' holds more than {MaxClasses} different values; it is no class label"
                );
            }

            foreach (var column in _ignored)
            {
                column.Meet(reader.GetFieldSpan(column.Column));
            }
        }

        SliceColumns = [.. _ignored.Where(column => column.HasGroups)];
        return labels.Count > 0 ? ClassTable.Of(labels) : throw new DatasetException("the file has no rows");
    }

    /// <summary>Reads the examples in batches. Every batch is the same object, filled anew.</summary>
    /// <exception cref="DatasetException">A feature is no number, or a row has too few fields.</exception>
    public IEnumerable<Batch> ReadBatches(int size, ClassTable classes, CancellationToken ct)
    {
        var batch = new Batch(size, _featureColumns.Length, SliceColumns.Count);
        foreach (var (reader, row) in ReadRows(ct))
        {
            if (batch.IsFull)
            {
                yield return batch;
                batch.Clear();
            }

            ReadExample(reader, row, batch.Add(classes.IndexOf(reader.GetFieldSpan(_labelColumn))));
            var slices = batch.SlicesOf(batch.Count - 1);
            for (var i = 0; i < slices.Length; i++)
            {
                slices[i] = SliceColumns[i].IndexOf(reader.GetFieldSpan(SliceColumns[i].Column));
            }
        }

        if (batch.Count > 0)
        {
            yield return batch;
        }
    }

    private void ReadExample(CsvDataReader reader, long row, Span<float> features)
    {
        for (var i = 0; i < features.Length; i++)
        {
            var text = reader.GetFieldSpan(_featureColumns[i]);
            if (!float.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out features[i]))
            {
                throw Wrong(
                    row,
                    _featureColumns[i],
                    text.IsWhiteSpace() ? "there is no value" : $"'{text}' is not a number"
                );
            }

            // float.TryParse reads a number that is too large as infinity.
            if (float.IsInfinity(features[i]))
            {
                throw Wrong(row, _featureColumns[i], $"'{text}' is outside the range of a 32-bit float");
            }
        }
    }

    private IEnumerable<(CsvDataReader Reader, long Row)> ReadRows(CancellationToken ct)
    {
        using var reader = OpenReader(_path);
        for (var row = 1L; Read(reader, row); row++)
        {
            ct.ThrowIfCancellationRequested();
            if (reader.RowFieldCount != _header.Length)
            {
                throw new DatasetException(
                    $"row {row} has {reader.RowFieldCount} fields; the header has {_header.Length}"
                );
            }

            yield return (reader, row);
        }
    }

    private static bool Read(CsvDataReader reader, long row)
    {
        try
        {
            return reader.Read();
        }
        catch (FormatException e)
        {
            throw new DatasetException($"row {row} is not well-formed CSV: {e.Message}", e);
        }
    }

    private static string[] ReadHeader(string path)
    {
        try
        {
            using var reader = OpenReader(path);
            return [.. Enumerable.Range(0, reader.FieldCount).Select(reader.GetName)];
        }
        catch (Exception e) when (e is FormatException or CsvMissingHeadersException)
        {
            throw new DatasetException($"the file has no heading line that can be read: {e.Message}", e);
        }
    }

    private static CsvDataReader OpenReader(string path) =>
        CsvDataReader.Create(
            path,
            new CsvDataReaderOptions
            {
                // Fixed, so that a file means the same whatever its first line looks like.
                Delimiter = ',',
                Comment = '\0',
                ResultSetMode = ResultSetMode.SingleResult,
                BufferSize = 1 << 16,
                // The longest row: 16 M characters.
                MaxBufferSize = 1 << 24,
            }
        );

    private DatasetException Wrong(long row, int column, string problem) =>
        new($"row {row}, column '{_header[column]}': {problem}");
}
