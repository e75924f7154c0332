using Parquet;
using Parquet.Schema;

namespace Gradus.Evaluation.Datasets;

/// <summary>
/// A Parquet file of flat columns, read row group by row group: of each only the columns that are wanted, features as 32-bit
/// floats. Values are written as a CSV file of them would write them, so that the same table means the same in either form.
/// </summary>
internal sealed class ParquetTable : TableFile
{
    private readonly string _path;
    private readonly DataField[] _fields;

    private ParquetTable(string path, DataField[] fields)
    {
        (_path, _fields) = (path, fields);
        Columns = [.. fields.Select(field => field.Name)];
    }

    /// <inheritdoc/>
    public override IReadOnlyList<string> Columns { get; }

    /// <summary>Reads the file's schema.</summary>
    /// <exception cref="DatasetException">It is no Parquet file that can be read, or holds columns within columns.</exception>
    public static new ParquetTable Open(string path)
    {
        using var file = File.OpenRead(path);
        var reader = Now(() => ParquetReader.CreateAsync(file));
        var fields = reader.Schema.Fields;
        var nested = fields.FirstOrDefault(field => field is not DataField { IsArray: false });
        return nested is null
            ? new ParquetTable(path, [.. fields.Cast<DataField>()])
            : throw new DatasetException(
                $"column '{nested.Name}' holds lists or records; a data set's columns hold one value a row"
            );
    }

    /// <inheritdoc/>
    public override bool CanRead(int column) => ParquetColumn.CanRead(_fields[column]);

    /// <inheritdoc/>
    public override IEnumerable<TableRow> ReadRows(
        IReadOnlyList<int> texts,
        IReadOnlyList<int> numbers,
        CancellationToken ct
    )
    {
        using var file = File.OpenRead(_path);
        var reader = Now(() => ParquetReader.CreateAsync(file, cancellationToken: ct));
        var row = new Row(_fields.Length);
        for (var group = 0; group < reader.RowGroupCount; group++)
        {
            using var rows = Now(() => Task.FromResult(reader.OpenRowGroupReader(group)));
            foreach (var column in texts.Concat(numbers))
            {
                row.Values[column] = ParquetColumn.Read(rows, _fields[column], numbers.Contains(column), ct);
            }

            for (var i = 0; i < rows.RowCount; i++)
            {
                ct.ThrowIfCancellationRequested();
                row.MoveTo(i);
                yield return row;
            }
        }
    }

    // The file is read synchronously: there is nothing to wait for.
    internal static T Now<T>(Func<Task<T>> read)
    {
        try
        {
            return read().GetAwaiter().GetResult();
        }
        catch (Exception e) when (e is not (OperationCanceledException or DatasetException or OutOfMemoryException))
        {
            throw new DatasetException(
                $"the file is no Parquet file that can be read: {e.Message.ReplaceLineEndings(" ")}",
                e
            );
        }
    }

    private sealed class Row(int columns) : TableRow
    {
        private readonly char[] _text = new char[64];
        private long _number;
        private int _index;

        public ParquetColumn?[] Values { get; } = new ParquetColumn?[columns];

        public override long Number => _number;

        public void MoveTo(int index)
        {
            _number++;
            _index = index;
        }

        public override ReadOnlySpan<char> Text(int column) => Of(column).Text(_index, _text);

        public override string? TryNumber(int column, out float number) => Of(column).TryNumber(_index, out number);

        private ParquetColumn Of(int column) =>
            Values[column] ?? throw new InvalidOperationException($"Column {column} was not asked for.");
    }
}
