namespace Gradus.Fuzz.Tests;

/// <summary>Texts near those of a corpus: parts of them gone, doubled, swapped, or in the place of others.</summary>
internal static class Mutation
{
    private const int MostEdits = 6;
    private const int MostRepeats = 2_000;
    private const int Longest = 200_000;

    // What parsers stumble over: ends of quotes and nests, numbers at their limits, dots, encodings, what is no character.
    private static readonly string[] Tokens =
    [
        "\0",
        "\n",
        "\r\n",
        "\t",
        " ",
        "'",
        "\"",
        "`",
        "\\",
        "/",
        "//",
        "..",
        "../",
        "%2e%2e%2f",
        "%c0%ae",
        "%00",
        "\\u0000",
        "(",
        ")",
        "[",
        "]",
        "{",
        "}",
        ",",
        ":",
        ": ",
        "- ",
        "&a ",
        "*a",
        "<<: *a",
        "!!str ",
        "|\n ",
        "? ",
        "#",
        "--- ",
        "=",
        "!=",
        "<>",
        " AND ",
        " OR ",
        " LIKE ",
        " ILIKE ",
        " IN (",
        "%",
        "_",
        "0",
        "-1",
        "1e309",
        "NaN",
        "9223372036854775807",
        "9223372036854775808",
        "-9223372036854775809",
        "0.1",
        "null",
        "true",
        "\"\"",
        "\ud800",
        "\udc00",
        "\ufeff",
        "\u202e",
        "\u00e9",
        "e\u0301",
        "\U0001F600",
        "—",
        "+",
        "==",
    ];

    private delegate string Edit(string text);

    /// <summary>Such texts.</summary>
    public static Gen<string> Of(IReadOnlyList<string> corpus)
    {
        var texts = Gen.OneOf(corpus.ToArray());
        var place = Gen.Double.Unit;
        var span = Gen.Select(place, place);
        var edit = Gen.OneOf<Edit>(
            span.Select<(double, double), Edit>(at => text => Cut(text, at, "")),
            Gen.Select<double, string, Edit>(place, Gen.OneOf(Tokens), (at, token) => text => Insert(text, at, token)),
            Gen.Select<double, char, Edit>(place, Gen.Char, (at, c) => text => Insert(text, at, $"{c}")),
            Gen.Select<(double, double), string, Edit>(
                span,
                Gen.OneOf(Tokens),
                (at, token) => text => Cut(text, at, token)
            ),
            Gen.Select<(double, double), int, Edit>(
                span,
                Gen.Int[2, MostRepeats],
                (at, times) => text => Repeat(text, at, times)
            ),
            Gen.Select<(double, double), string, (double, double), Edit>(
                span,
                texts,
                span,
                (at, other, from) => text => Cut(text, at, Part(other, from))
            )
        );
        return Gen.Select(
            texts,
            edit.Array[0, MostEdits],
            (text, edits) => edits.Aggregate(text, (was, next) => next(was))
        );
    }

    private static string Insert(string text, double at, string what) => text.Insert(Place(text, at), what);

    private static string Cut(string text, (double From, double To) at, string instead)
    {
        var (from, to) = Span(text, at);
        return $"{text[..from]}{instead}{text[to..]}";
    }

    private static string Part(string text, (double From, double To) at)
    {
        var (from, to) = Span(text, at);
        return text[from..to];
    }

    private static string Repeat(string text, (double From, double To) at, int times)
    {
        var (from, to) = Span(text, at);
        var part = text[from..to];
        var most = part.Length == 0 ? 0 : Math.Min(times, (Longest - text.Length) / part.Length);
        return text.Insert(to, string.Concat(Enumerable.Repeat(part, Math.Max(0, most))));
    }

    private static (int, int) Span(string text, (double From, double To) at)
    {
        var (one, other) = (Place(text, at.From), Place(text, at.To));
        return (Math.Min(one, other), Math.Max(one, other));
    }

    private static int Place(string text, double at) => (int)(at * text.Length);
}
