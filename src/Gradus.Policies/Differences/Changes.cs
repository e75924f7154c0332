namespace Gradus.Policies.Differences;

/// <summary>Writes lines that say what changed of one thing.</summary>
internal sealed class Changes(List<string> lines, string prefix)
{
    /// <summary>The changes of a part.</summary>
    public Changes Of(string part) => new(lines, $"{prefix}{part}: ");

    public void Add(string line) => lines.Add($"{prefix}{line}");

    public void AddRange(IEnumerable<string> more) => lines.AddRange(more.Select(line => $"{prefix}{line}"));

    public void Compare(string what, string before, string after)
    {
        if (before != after)
        {
            Add($"{what} {before} → {after}");
        }
    }

    /// <summary>What is gone, then what is new.</summary>
    public void CompareSets(string what, IEnumerable<string> before, IEnumerable<string> after)
    {
        var (was, becomes) = (before.ToList(), after.ToList());
        AddRange(was.Except(becomes).Select(gone => $"{what} {gone} removed"));
        AddRange(becomes.Except(was).Select(added => $"{what} {added} added"));
    }

    /// <summary>Whether those that stay are in another order.</summary>
    public void CompareOrder(string what, IReadOnlyList<string> before, IReadOnlyList<string> after)
    {
        var (was, becomes) = (before.Where(after.Contains).ToList(), after.Where(before.Contains).ToList());
        if (!was.SequenceEqual(becomes))
        {
            Add($"order of {what} {string.Join(", ", was)} → {string.Join(", ", becomes)}");
        }
    }
}
