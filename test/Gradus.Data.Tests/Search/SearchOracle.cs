using System.Text;
using Gradus.Core.Models;
using Gradus.Core.Search;

namespace Gradus.Data.Search;

/// <summary>A row as a search sees it.</summary>
internal sealed record Row(string Id, IReadOnlyDictionary<string, object> Attributes, IReadOnlyList<Tag> Tags);

/// <summary>What a search ought to find, worked out in memory: texts are compared byte for byte as UTF-8.</summary>
internal static class SearchOracle
{
    public static IEnumerable<Row> Find(IEnumerable<Row> rows, IReadOnlyList<Comparison> conditions) =>
        rows.Where(row => conditions.All(condition => Holds(row, condition)));

    public static IEnumerable<Row> Sort(IEnumerable<Row> rows, IEnumerable<Ordering> order)
    {
        var sorted = rows.OrderBy(_ => 0);
        foreach (var term in order)
        {
            sorted = term.Descending
                ? sorted.ThenByDescending(row => row.Attributes[term.Key], Comparer<object>.Create(Compare))
                : sorted.ThenBy(row => row.Attributes[term.Key], Comparer<object>.Create(Compare));
        }

        return sorted;
    }

    public static bool Like(string text, string pattern) =>
        Like([.. text.EnumerateRunes()], [.. pattern.EnumerateRunes()]);

    public static int Compare(object? one, object? other) =>
        (one, other) switch
        {
            (string a, string b) => Encoding.UTF8.GetBytes(a).AsSpan().SequenceCompareTo(Encoding.UTF8.GetBytes(b)),
            (long a, long b) => a.CompareTo(b),
            _ => throw new ArgumentException($"{one} and {other} cannot be compared."),
        };

    private static bool Holds(Row row, Comparison condition)
    {
        if (condition.Field.Kind == FieldKind.Attribute)
        {
            return Holds(row.Attributes[condition.Field.Key], condition.Comparator, condition.Values);
        }

        var values = row.Tags.Where(tag => tag.Key == condition.Field.Key).Select(tag => tag.Value);
        return condition.Comparator == Comparator.Lacks
            ? !values.Contains((string)condition.Values[0])
            : values.Any(value => Holds(value, condition.Comparator, condition.Values));
    }

    private static bool Holds(object actual, Comparator comparator, IReadOnlyList<object> values) =>
        comparator switch
        {
            Comparator.Equal => Compare(actual, values[0]) == 0,
            Comparator.NotEqual => Compare(actual, values[0]) != 0,
            Comparator.Less => Compare(actual, values[0]) < 0,
            Comparator.LessOrEqual => Compare(actual, values[0]) <= 0,
            Comparator.Greater => Compare(actual, values[0]) > 0,
            Comparator.GreaterOrEqual => Compare(actual, values[0]) >= 0,
            Comparator.Like => Like((string)actual, (string)values[0]),
            Comparator.ILike => Like(LowerAscii((string)actual), LowerAscii((string)values[0])),
            Comparator.In => values.Any(value => Compare(actual, value) == 0),
            _ => throw new ArgumentOutOfRangeException(nameof(comparator), comparator, "Not for attributes."),
        };

    private static bool Like(ReadOnlySpan<Rune> text, ReadOnlySpan<Rune> pattern)
    {
        if (pattern.IsEmpty)
        {
            return text.IsEmpty;
        }

        if (pattern[0].Value == '%')
        {
            return Like(text, pattern[1..]) || (!text.IsEmpty && Like(text[1..], pattern));
        }

        return !text.IsEmpty && (pattern[0].Value == '_' || pattern[0] == text[0]) && Like(text[1..], pattern[1..]);
    }

    private static string LowerAscii(string text) =>
        string.Concat(text.Select(c => char.IsAsciiLetterUpper(c) ? char.ToLowerInvariant(c) : c));
}
