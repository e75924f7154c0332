namespace Gradus.Core.Policies;

/// <summary>A pattern of names: '*' stands for any characters, '?' for one; everything else for itself.</summary>
/// <param name="Text">As written, e.g. "fraud-*".</param>
public readonly record struct NamePattern(string Text)
{
    /// <summary>Every name.</summary>
    public static NamePattern Any { get; } = new("*");

    /// <summary>Whether a name fits, case-sensitive.</summary>
    public bool Matches(string name) => Matches(Text, name);

    /// <inheritdoc/>
    public override string ToString() => Text;

    // Linear: on a mismatch it goes back to the last star only.
    private static bool Matches(ReadOnlySpan<char> pattern, ReadOnlySpan<char> name)
    {
        var (p, n, star, resume) = (0, 0, -1, 0);
        while (n < name.Length)
        {
            if (p < pattern.Length && pattern[p] == '*')
            {
                (star, resume) = (p++, n);
            }
            else if (p < pattern.Length && (pattern[p] == '?' || pattern[p] == name[n]))
            {
                (p, n) = (p + 1, n + 1);
            }
            else if (star >= 0)
            {
                (p, n) = (star + 1, ++resume);
            }
            else
            {
                return false;
            }
        }

        return pattern[p..].Trim('*').IsEmpty;
    }
}
