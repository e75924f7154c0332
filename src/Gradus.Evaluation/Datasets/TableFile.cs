namespace Gradus.Evaluation.Datasets;

/// <summary>A file of rows under named columns, read as a stream.</summary>
internal abstract class TableFile
{
    /// <summary>The columns' names, in their order.</summary>
    public abstract IReadOnlyList<string> Columns { get; }

    /// <summary>Opens a file.</summary>
    /// <exception cref="DatasetException">It is none.</exception>
    public static TableFile Open(string path) => CsvTable.Open(path);

    /// <summary>Reads all rows. Every row is the same object, filled anew.</summary>
    /// <param name="columns">The places of the columns that are wanted; no other may be asked for.</param>
    /// <param name="ct">Ends it.</param>
    /// <exception cref="DatasetException">A row is not of the form that the file has.</exception>
    public abstract IEnumerable<TableRow> ReadRows(IReadOnlyList<int> columns, CancellationToken ct);
}

/// <summary>A row of a table.</summary>
internal abstract class TableRow
{
    /// <summary>Its number, counted from 1 below the heading.</summary>
    public abstract long Number { get; }

    /// <summary>A value as it is written, or as it would be.</summary>
    public abstract ReadOnlySpan<char> Text(int column);

    /// <summary>A value as a number; else what is wrong with it.</summary>
    public abstract string? TryNumber(int column, out float number);
}
