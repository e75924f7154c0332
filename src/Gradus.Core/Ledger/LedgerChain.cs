using System.Globalization;

namespace Gradus.Core.Ledger;

/// <summary>
/// Reads a ledger from its first record on and sees whether each follows from the one before: the form, the sequence, the time,
/// the leaf it names. Whoever verifies a ledger feeds it the records and then compares the root with what was signed.
/// </summary>
public sealed class LedgerChain
{
    private readonly Dictionary<long, byte[]> _roots = [];
    private readonly HashSet<long> _asked;
    private Frontier _frontier = Frontier.Empty;
    private string _previous = LedgerRecord.NoPrevious;
    private DateTimeOffset _at = DateTimeOffset.MinValue;

    /// <summary>A chain without records yet.</summary>
    /// <param name="sizes">The sizes at which the root is to be kept, besides the last.</param>
    public LedgerChain(params IEnumerable<long> sizes)
    {
        _asked = [.. sizes];
        Keep();
    }

    /// <summary>How many records were right so far.</summary>
    public long Size => _frontier.Size;

    /// <summary>The root over them.</summary>
    public byte[] Root => _frontier.Root;

    /// <summary>The leaf of the last of them, as the next one has to name it.</summary>
    public string LastLeaf => _previous;

    /// <summary>The root at one of the sizes that were asked for; null if the chain is shorter.</summary>
    public byte[]? RootAt(long size) => _roots.GetValueOrDefault(size);

    /// <summary>Takes the next record in. The answer says what is wrong with it; null if nothing is.</summary>
    public string? Add(string json) => Add(json, out _);

    /// <summary>Takes the next record in and hands it over, read.</summary>
    public string? Add(string json, out LedgerRecord? record)
    {
        record = null;
        if (!LedgerRecord.Parse(json).Try(out var read, out var error))
        {
            return Bad(error.Message);
        }

        if (FindProblem(read) is { } problem)
        {
            return Bad(problem);
        }

        record = read;
        var leaf = LedgerRecord.LeafOf(json);
        _frontier = _frontier.Append(leaf);
        _previous = Convert.ToHexStringLower(leaf);
        _at = read.At;
        Keep();
        return null;
    }

    private string? FindProblem(LedgerRecord record) =>
        record.Sequence != Size
            ? string.Create(CultureInfo.InvariantCulture, $"It says that it is record {record.Sequence}.")
        : record.Previous != _previous ? NotLinked
        : record.At < _at ? "It is older than the record before it."
        : null;

    private string NotLinked =>
        Size == 0
            ? "It is the first, and names a record before it."
            : string.Create(
                CultureInfo.InvariantCulture,
                $"It does not name the leaf of record {Size - 1}: one of the two was changed."
            );

    private string Bad(string why) => string.Create(CultureInfo.InvariantCulture, $"Record {Size}: {why}");

    private void Keep()
    {
        if (_asked.Contains(Size))
        {
            _roots[Size] = Root;
        }
    }
}
