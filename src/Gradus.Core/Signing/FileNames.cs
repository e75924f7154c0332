namespace Gradus.Core.Signing;

/// <summary>Names of files, of which only the first are kept.</summary>
/// <param name="Count">How many there are.</param>
/// <param name="First">The first of them by name.</param>
public sealed record FileNames(int Count, IReadOnlyList<string> First)
{
    /// <summary>How many characters of names are kept: strangers chose them, and they are read whenever a version is looked at.</summary>
    public const int MaxKept = 16_384;

    private const int MaxSaid = 3;

    /// <summary>No file.</summary>
    public static FileNames None { get; } = new(0, []);

    /// <summary>These files, of which as many are kept as take no more than <see cref="MaxKept"/> characters.</summary>
    public static FileNames Of(IEnumerable<string> names)
    {
        var ordered = names.Order(StringComparer.Ordinal).ToList();
        var length = 0;
        return new(ordered.Count, [.. ordered.TakeWhile(name => (length += name.Length) <= MaxKept)]);
    }

    /// <summary>These files, of which those are kept that are told.</summary>
    public static FileNames OfFew(IEnumerable<string> names)
    {
        var ordered = names.Order(StringComparer.Ordinal).ToList();
        return new(ordered.Count, [.. ordered.Take(MaxSaid)]);
    }

    /// <summary>Those that are left without some; of those that are not kept, all.</summary>
    public FileNames Without(Func<string, bool> isExcused)
    {
        var left = First.Where(name => !isExcused(name)).ToList();
        return new(Count - First.Count + left.Count, left);
    }

    /// <summary>E.g. "'a', 'b', 'c' and 2 more".</summary>
    public override string ToString()
    {
        var said = string.Join(", ", First.Take(MaxSaid).Select(name => $"'{name}'"));
        var more = Count - Math.Min(First.Count, MaxSaid);
        return more == 0 ? said
            : said.Length == 0 ? FormattableString.Invariant($"{more} {(more == 1 ? "file" : "files")}")
            : FormattableString.Invariant($"{said} and {more} more");
    }

    /// <inheritdoc/>
    public bool Equals(FileNames? other) =>
        other is not null && Count == other.Count && First.SequenceEqual(other.First);

    /// <inheritdoc/>
    public override int GetHashCode() => Count;
}
