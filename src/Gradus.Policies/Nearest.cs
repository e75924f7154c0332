namespace Gradus.Policies;

/// <summary>Finds the word that was probably meant.</summary>
internal static class Nearest
{
    private const int MaxLength = 64;

    /// <summary>" Did you mean 'x'?", or nothing if no word is near.</summary>
    public static string Hint(string word, IEnumerable<string> known) =>
        Find(word, known) is { } near ? $" Did you mean '{near}'?" : "";

    /// <summary>The nearest of the known words; null if none is near. Case and the kind of dash do not count.</summary>
    public static string? Find(string word, IEnumerable<string> known)
    {
        if (word.Length is 0 or > MaxLength)
        {
            return null;
        }

        var folded = Fold(word);
        var best = known
            .Where(candidate => candidate.Length <= MaxLength)
            .Select(candidate => (Candidate: candidate, Distance: Distance(folded, Fold(candidate))))
            .DefaultIfEmpty((Candidate: "", Distance: int.MaxValue))
            .MinBy(pair => pair.Distance);
        return best.Distance <= Math.Max(1, word.Length / 3) ? best.Candidate : null;
    }

    private static string Fold(string word) => word.ToLowerInvariant().Replace('-', '_');

    // Levenshtein's, row by row.
    private static int Distance(string a, string b)
    {
        var row = Enumerable.Range(0, b.Length + 1).ToArray();
        for (var i = 1; i <= a.Length; i++)
        {
            var diagonal = row[0];
            row[0] = i;
            for (var j = 1; j <= b.Length; j++)
            {
                var replaced = diagonal + (a[i - 1] == b[j - 1] ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.Min(replaced, Math.Min(row[j], row[j - 1]) + 1);
            }
        }

        return row[b.Length];
    }
}
