using System.Globalization;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using Gradus.Core.Datasets;

namespace Gradus.Evaluation.Datasets;

/// <summary>Reads the column that holds the truth: once to meet all that it holds, then row by row.</summary>
internal abstract class Labels
{
    /// <summary>Meets a label; what is wrong with it, null if nothing is.</summary>
    /// <exception cref="DatasetException">The column is no label at all.</exception>
    public abstract string? Meet(ReadOnlySpan<char> label, string column);

    /// <summary>All labels were met.</summary>
    public virtual void End() { }

    /// <summary>Puts a label that was met into a batch.</summary>
    public abstract void Read(ReadOnlySpan<char> label, Batch batch, int row);

    /// <summary>What a task's labels are.</summary>
    public static Labels Of(DatasetTask task) =>
        task switch
        {
            DatasetTask.Regression => new NumberLabels(double.NegativeInfinity),
            DatasetTask.Ranking => new NumberLabels(0),
            _ => new ClassLabels(),
        };
}

/// <summary>Labels that are one of some classes.</summary>
internal sealed class ClassLabels : Labels
{
    /// <summary>The most classes a label may tell apart; more means that the column is no class label.</summary>
    public const int MaxClasses = 10_000;

    private readonly HashSet<string> _met = new(StringComparer.Ordinal);
    private ClassTable? _classes;

    /// <summary>The classes; known once all labels were met.</summary>
    public ClassTable Classes => _classes ?? throw new InvalidOperationException("The labels were not read yet.");

    /// <inheritdoc/>
    public override string? Meet(ReadOnlySpan<char> label, string column)
    {
        if (label.IsWhiteSpace())
        {
            return "there is no label";
        }

        if (_met.GetAlternateLookup<ReadOnlySpan<char>>().Add(label) && _met.Count > MaxClasses)
        {
            throw new DatasetException(
                $"column '{column}' holds more than {MaxClasses} different values; it is no class label"
            );
        }

        return null;
    }

    /// <inheritdoc/>
    public override void End() => _classes = ClassTable.Of(_met);

    /// <inheritdoc/>
    public override void Read(ReadOnlySpan<char> label, Batch batch, int row) =>
        batch.Classes[row] = Classes.IndexOf(label);
}

/// <summary>Labels that are finite real numbers.</summary>
/// <param name="least">The least that one may be.</param>
internal sealed class NumberLabels(double least) : Labels
{
    /// <inheritdoc/>
    public override string? Meet(ReadOnlySpan<char> label, string column) =>
        label.IsWhiteSpace() ? "there is no label"
        : !TryRead(label, out var number) ? $"'{label}' is not a number"
        : !double.IsFinite(number) ? $"'{label}' is not a finite number"
        : number < least ? $"'{label}' is no relevance, which is {least} or more"
        : null;

    /// <inheritdoc/>
    public override void Read(ReadOnlySpan<char> label, Batch batch, int row) =>
        batch.Numbers[row] = TryRead(label, out var number) ? number : double.NaN;

    private static bool TryRead(ReadOnlySpan<char> text, out double number) =>
        double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out number);
}

/// <summary>
/// Numbers queries in the order of their rows, which must stand together: then a ranking of any length is judged query by query
/// in little memory.
/// </summary>
internal sealed class QueryColumn
{
    // Eight bytes of SHA-256 each, so that ten million queries fit into memory.
    private readonly HashSet<ulong> _met = [];
    private string? _current;
    private int _number = -1;

    /// <summary>Meets a row's query; what is wrong with it, null if nothing is.</summary>
    public string? Meet(ReadOnlySpan<char> query)
    {
        if (_current is not null && query.SequenceEqual(_current))
        {
            return null;
        }

        _current = query.ToString();
        return query.IsWhiteSpace() ? "there is no query"
            : _met.Add(Hash(query)) ? null
            : $"query '{query}' comes again after others; the rows of a query must stand together";
    }

    /// <summary>All were met; they are numbered from the first again.</summary>
    public void Restart() => (_current, _number) = (null, -1);

    /// <summary>The number of a row's query, counted from 0.</summary>
    public int NumberOf(ReadOnlySpan<char> query)
    {
        if (_current is null || !query.SequenceEqual(_current))
        {
            _current = query.ToString();
            _number++;
        }

        return _number;
    }

    private static ulong Hash(ReadOnlySpan<char> query)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(MemoryMarshal.AsBytes(query), hash);
        return BitConverter.ToUInt64(hash);
    }
}
