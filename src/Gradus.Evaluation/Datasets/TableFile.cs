using System.Globalization;
using Gradus.Core.Datasets;

namespace Gradus.Evaluation.Datasets;

/// <summary>A file of rows under named columns, read as a stream.</summary>
internal abstract class TableFile
{
    /// <summary>The columns' names, in their order.</summary>
    public abstract IReadOnlyList<string> Columns { get; }

    /// <summary>Opens a file: Parquet by its first bytes, else CSV.</summary>
    /// <exception cref="DatasetException">It is none.</exception>
    public static TableFile Open(string path)
    {
        Span<byte> first = stackalloc byte[4];
        using var file = File.OpenRead(path);
        var length = file.ReadAtLeast(first, first.Length, throwOnEndOfStream: false);
        return DatasetFile.IsParquet(first[..length]) ? ParquetTable.Open(path) : CsvTable.Open(path);
    }

    /// <summary>Whether a column holds text or numbers; others can only be ignored.</summary>
    public virtual bool CanRead(int column) => true;

    /// <summary>Reads all rows. Every row is the same object, filled anew.</summary>
    /// <param name="texts">The places of the columns that are wanted as text; no other may be asked for so.</param>
    /// <param name="numbers">The places of those that are wanted as numbers.</param>
    /// <param name="ct">Ends it.</param>
    /// <exception cref="DatasetException">A row is not of the form that the file has.</exception>
    public abstract IEnumerable<TableRow> ReadRows(
        IReadOnlyList<int> texts,
        IReadOnlyList<int> numbers,
        CancellationToken ct
    );
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

    /// <summary>Reads a text as a number; else what is wrong with it.</summary>
    internal static string? ReadNumber(ReadOnlySpan<char> text, out float number) =>
        !float.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out number)
            ? text.IsWhiteSpace()
                ? "there is no value"
                : $"'{text}' is not a number"
            // float.TryParse reads a number that is too large as infinity.
            : float.IsInfinity(number)
                ? $"'{text}' is outside the range of a 32-bit float"
                : null;
}
