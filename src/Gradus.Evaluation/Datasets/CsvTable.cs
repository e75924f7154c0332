using Sylvan.Data.Csv;

namespace Gradus.Evaluation.Datasets;

/// <summary>A CSV file with a heading line, read in constant memory.</summary>
internal sealed class CsvTable : TableFile
{
    private readonly string _path;

    private CsvTable(string path, string[] columns) => (_path, Columns) = (path, columns);

    /// <inheritdoc/>
    public override IReadOnlyList<string> Columns { get; }

    /// <summary>Reads the heading line.</summary>
    /// <exception cref="DatasetException">There is none that can be read.</exception>
    public static new CsvTable Open(string path)
    {
        try
        {
            using var reader = OpenReader(path);
            return new CsvTable(path, [.. Enumerable.Range(0, reader.FieldCount).Select(reader.GetName)]);
        }
        catch (Exception e) when (e is FormatException or CsvMissingHeadersException)
        {
            throw new DatasetException($"the file has no heading line that can be read: {e.Message}", e);
        }
    }

    /// <inheritdoc/>
    public override IEnumerable<TableRow> ReadRows(
        IReadOnlyList<int> texts,
        IReadOnlyList<int> numbers,
        CancellationToken ct
    )
    {
        using var reader = OpenReader(_path);
        var row = new Row(reader);
        while (row.Next())
        {
            ct.ThrowIfCancellationRequested();
            if (reader.RowFieldCount != Columns.Count)
            {
                throw new DatasetException(
                    $"row {row.Number} has {reader.RowFieldCount} fields; the header has {Columns.Count}"
                );
            }

            yield return row;
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

    private sealed class Row(CsvDataReader reader) : TableRow
    {
        private long _number;

        public override long Number => _number;

        public bool Next()
        {
            _number++;
            try
            {
                return reader.Read();
            }
            catch (FormatException e)
            {
                throw new DatasetException($"row {_number} is not well-formed CSV: {e.Message}", e);
            }
        }

        public override ReadOnlySpan<char> Text(int column) => reader.GetFieldSpan(column);

        public override string? TryNumber(int column, out float number) =>
            ReadNumber(reader.GetFieldSpan(column), out number);
    }
}
