using System.Text;
using Gradus.Core.Errors;

namespace Gradus.Core.Datasets;

/// <summary>
/// Tells from a file's beginning whether it can be a data set: a Parquet file, or a CSV file whose heading line names the columns. Who only
/// passes a file on can say so before anything is measured; its rows are read by who measures.
/// </summary>
public static class DatasetFile
{
    /// <summary>How much of a file is looked at, in bytes; a heading line is shorter.</summary>
    public const int Beginning = 1 << 20;

    private const int MostNames = 20;

    private static ReadOnlySpan<byte> ParquetMark => "PAR1"u8;

    /// <summary>Whether a file is a Parquet file, by its first bytes; its columns stand at its end.</summary>
    public static bool IsParquet(ReadOnlySpan<byte> beginning) => beginning.StartsWith(ParquetMark);

    /// <summary>What is wrong with a file, as a clause that goes on after its name; null if nothing is.</summary>
    /// <param name="beginning">The whole file, or its first <see cref="Beginning"/> bytes.</param>
    /// <param name="parts">The part that its columns play.</param>
    public static string? Problem(ReadOnlySpan<byte> beginning, DatasetColumns parts)
    {
        if (beginning.IsEmpty)
        {
            return "is empty; a data set is a Parquet file, or a CSV file with a heading line and a row for each example";
        }

        // Who measures reads the columns.
        if (IsParquet(beginning))
        {
            return null;
        }

        var text = Encoding.UTF8.GetString(beginning).TrimStart('\uFEFF');
        var (columns, end) = ReadHeading(text);
        if (
            beginning.Contains((byte)0) || columns.Exists(column => column.Contains('\uFFFD', StringComparison.Ordinal))
        )
        {
            return "is neither a Parquet nor a CSV file: it holds bytes that are no text in UTF-8";
        }

        return end == text.Length && beginning.Length == Beginning
                ? $"has a heading line of more than {Beginning} bytes"
            : Problem(columns, parts) is { } problem ? problem
            : beginning.Length < Beginning && string.IsNullOrWhiteSpace(text[end..]) ? "has a heading line and no rows"
            : null;
    }

    /// <summary>What is wrong with a data set's columns, as above; null if nothing is.</summary>
    public static string? Problem(IReadOnlyList<string> columns, DatasetColumns parts)
    {
        ArgumentNullException.ThrowIfNull(parts);
        if (columns.GroupBy(column => column).FirstOrDefault(same => same.Count() > 1) is { } twice)
        {
            return $"has two columns named '{twice.Key}'";
        }

        if (!columns.Contains(parts.Label))
        {
            return $"has no column '{parts.Label}' to take {parts.Truth} from{Choice(parts.Label, columns)}";
        }

        if (parts.Query is { } query && !columns.Contains(query))
        {
            return $"has no column '{query}' to take the query from{Choice(query, columns)}";
        }

        if (parts.Ignore.FirstOrDefault(column => !columns.Contains(column)) is { } missing)
        {
            return $"has no column '{missing}' to ignore{Choice(missing, columns)}";
        }

        return columns.Any(parts.IsFeature) ? null : $"has no feature column besides the label '{parts.Label}'";
    }

    private static string Choice(string name, IReadOnlyList<string> columns) =>
        Nearest.Find(name, columns) is { } near ? $" (did you mean '{near}'?)"
        : columns.Count <= MostNames ? $" (its columns: {string.Join(", ", columns)})"
        : $" (its columns: {string.Join(", ", columns.Take(MostNames))} and {columns.Count - MostNames} more)";

    // As RFC 4180 writes it: a field in quotes may hold commas, line ends, and quotes doubled.
    private static (List<string> Columns, int End) ReadHeading(string text)
    {
        var columns = new List<string>();
        var at = 0;
        while (true)
        {
            columns.Add(ReadField(text, ref at));
            if (at == text.Length || text[at] != ',')
            {
                return (columns, at);
            }

            at++;
        }
    }

    private static string ReadField(string text, ref int at)
    {
        var field = new StringBuilder();
        var isQuoted = at < text.Length && text[at] == '"';
        at += isQuoted ? 1 : 0;
        for (; at < text.Length; at++)
        {
            var c = text[at];
            if (isQuoted && c == '"')
            {
                isQuoted = at + 1 < text.Length && text[at + 1] == '"';
                at += isQuoted ? 1 : 0;
                if (!isQuoted)
                {
                    continue;
                }
            }
            else if (!isQuoted && c is (',' or '\n' or '\r'))
            {
                break;
            }

            field.Append(c);
        }

        return field.ToString();
    }
}
