namespace Gradus.Core.Errors;

/// <summary>Finds the word that was probably meant, for refusals that teach.</summary>
public static class Nearest
{
    private const int MaxLength = 64;

    // A shorter word begins too many others.
    private const int LeastBeginning = 3;

    /// <summary>" Did you mean 'x'?", or nothing if no word is near.</summary>
    public static string Hint(string word, IEnumerable<string> known) =>
        Find(word, known) is { } near ? $" Did you mean '{near}'?" : "";

    /// <summary>
    /// The known word with the smallest edit distance (insertions, deletions, substitutions, swaps of neighbours), if it is
    /// small against the word's length; before that, the only one that the word begins. Null if none is near. Case and the
    /// kind of dash do not count.
    /// </summary>
    public static string? Find(string word, IEnumerable<string> known)
    {
        ArgumentNullException.ThrowIfNull(word);
        if (word.Length is 0 or > MaxLength)
        {
            return null;
        }

        var folded = Fold(word);
        var all = known
            .Where(candidate => candidate.Length <= MaxLength)
            .Select(candidate => (Candidate: candidate, Folded: Fold(candidate)))
            .ToList();
        if (
            folded.Length >= LeastBeginning
            && all.FindAll(one => one.Folded.StartsWith(folded, StringComparison.Ordinal)) is [var begun]
        )
        {
            return begun.Candidate;
        }

        var best = all.Select(one => (one.Candidate, Distance: Distance(folded, one.Folded)))
            .DefaultIfEmpty((Candidate: "", Distance: int.MaxValue))
            .MinBy(pair => pair.Distance);
        return best.Distance <= Math.Max(1, word.TrimStart('-').Length / 3) ? best.Candidate : null;
    }

    private static string Fold(string word) => word.ToLowerInvariant().Replace('-', '_');

    // Optimal string alignment; the words are short, so the whole table is kept.
    private static int Distance(string a, string b)
    {
        var d = new int[a.Length + 1, b.Length + 1];
        for (var i = 0; i <= a.Length; i++)
        {
            for (var j = 0; j <= b.Length; j++)
            {
                d[i, j] = i == 0 || j == 0 ? i + j : Step(d, a, b, i, j);
            }
        }

        return d[a.Length, b.Length];
    }

    private static int Step(int[,] d, string a, string b, int i, int j)
    {
        var cost = a[i - 1] == b[j - 1] ? 0 : 1;
        var best = Math.Min(Math.Min(d[i - 1, j] + 1, d[i, j - 1] + 1), d[i - 1, j - 1] + cost);
        var isSwap = i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1];
        return isSwap ? Math.Min(best, d[i - 2, j - 2] + 1) : best;
    }
}
