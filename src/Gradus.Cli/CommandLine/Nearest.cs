namespace Gradus.Cli.CommandLine;

/// <summary>Finds what was probably meant by a mistyped word.</summary>
internal static class Nearest
{
    /// <summary>
    /// The candidate with the smallest edit distance (insertions, deletions, substitutions, swaps of neighbours), if it is
    /// small against the word's length, or the only one that the word begins.
    /// </summary>
    public static string? To(string word, IEnumerable<string> candidates)
    {
        var all = candidates.ToList();
        var begun = all.Where(c => word.Length >= 3 && c.StartsWith(word, StringComparison.OrdinalIgnoreCase)).ToList();
        if (begun.Count == 1)
        {
            return begun[0];
        }

        var best = all.Select(c => (Candidate: c, Distance: Distance(word, c))).MinBy(pair => pair.Distance);
        return best.Candidate is not null && best.Distance <= Math.Max(1, word.TrimStart('-').Length / 3)
            ? best.Candidate
            : null;
    }

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
