using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Json;

namespace Gradus.Core.Ledger;

/// <summary>
/// JSON in the one form that RFC 8785 (JCS) allows: no spaces, members by their UTF-16 code units, strings with the fewest
/// escapes, numbers as ECMAScript writes them. Equal values have equal bytes, so they can be hashed.
/// </summary>
public static class CanonicalJson
{
    // Above this a double no longer tells neighbouring integers apart.
    private const long MaxExact = 9_007_199_254_740_991;

    private static readonly SearchValues<char> Escaped = SearchValues.Create([
        .. Enumerable.Range(0, ' ').Select(code => (char)code),
        '"',
        '\\',
    ]);

    /// <summary>A string, quoted and escaped; null for a null.</summary>
    public static string Text(string? value)
    {
        if (value is null || !value.AsSpan().ContainsAny(Escaped))
        {
            return value is null ? "null" : $"\"{value}\"";
        }

        var text = new StringBuilder(value.Length + 2).Append('"');
        foreach (var c in value)
        {
            AppendEscaped(text, c);
        }

        return text.Append('"').ToString();
    }

    /// <summary>An integer. One that a double does not hold exactly is written as a string, as RFC 8785 advises.</summary>
    public static string Whole(long value)
    {
        var digits = value.ToString(CultureInfo.InvariantCulture);
        return value is > MaxExact or < -MaxExact ? $"\"{digits}\"" : digits;
    }

    /// <summary>A number as ECMAScript writes it (ECMA-262, Number::toString); infinities are strings, NaN is null.</summary>
    public static string Number(double value) =>
        double.IsNaN(value) ? "null"
        : double.IsInfinity(value) ? (value > 0 ? "\"Infinity\"" : "\"-Infinity\"")
        : value == 0 ? "0"
        : value < 0 ? "-" + Positive(-value)
        : Positive(value);

    /// <summary>An object of members whose values are canonical already.</summary>
    public static string Members(IEnumerable<KeyValuePair<string, string>> members) =>
        $"{{{string.Join(',', members.OrderBy(m => m.Key, StringComparer.Ordinal).Select(m => $"{Text(m.Key)}:{m.Value}"))}}}";

    /// <summary>Any JSON value in its canonical form.</summary>
    /// <exception cref="FormatException">An object names a member twice.</exception>
    public static string Of(JsonElement value) =>
        value.ValueKind switch
        {
            JsonValueKind.Object => OfObject(value),
            JsonValueKind.Array => $"[{string.Join(',', value.EnumerateArray().Select(Of))}]",
            JsonValueKind.String => Text(value.GetString()),
            JsonValueKind.Number => Number(value.GetDouble()),
            JsonValueKind.True => "true",
            JsonValueKind.False => "false",
            _ => "null",
        };

    private static string OfObject(JsonElement value)
    {
        var members = value.EnumerateObject().Select(m => KeyValuePair.Create(m.Name, Of(m.Value))).ToList();
        return members.Select(member => member.Key).Distinct(StringComparer.Ordinal).Count() == members.Count
            ? Members(members)
            : throw new FormatException("An object names a member twice.");
    }

    private static void AppendEscaped(StringBuilder text, char c)
    {
        _ = c switch
        {
            '"' => text.Append("\\\""),
            '\\' => text.Append("\\\\"),
            '\b' => text.Append("\\b"),
            '\f' => text.Append("\\f"),
            '\n' => text.Append("\\n"),
            '\r' => text.Append("\\r"),
            '\t' => text.Append("\\t"),
            < ' ' => text.Append(CultureInfo.InvariantCulture, $"\\u{(int)c:x4}"),
            _ => text.Append(c),
        };
    }

    // The shortest digits that give the same double are .NET's too; where the point goes is ECMAScript's own.
    private static string Positive(double value)
    {
        var (digits, point) = Shortest(value);
        return point switch
        {
            > 0 and <= 21 when digits.Length <= point => digits.PadRight(point, '0'),
            > 0 and <= 21 => $"{digits[..point]}.{digits[point..]}",
            > -6 and <= 0 => $"0.{new string('0', -point)}{digits}",
            _ => Exponential(digits, point - 1),
        };
    }

    // The value is 0.DIGITS × 10^point.
    private static (string Digits, int Point) Shortest(double value)
    {
        var text = value.ToString("R", CultureInfo.InvariantCulture);
        var at = text.IndexOf('E', StringComparison.Ordinal);
        var exponent = at < 0 ? 0 : int.Parse(text.AsSpan(at + 1), CultureInfo.InvariantCulture);
        var mantissa = at < 0 ? text : text[..at];
        var dot = mantissa.IndexOf('.', StringComparison.Ordinal);
        var whole = dot < 0 ? mantissa.Length : dot;
        var all = mantissa.Replace(".", "", StringComparison.Ordinal);
        var digits = all.TrimStart('0');
        return (digits.TrimEnd('0'), whole + exponent - (all.Length - digits.Length));
    }

    private static string Exponential(string digits, int exponent)
    {
        var mantissa = digits.Length == 1 ? digits : $"{digits[0]}.{digits[1..]}";
        return string.Create(CultureInfo.InvariantCulture, $"{mantissa}e{(exponent < 0 ? "" : "+")}{exponent}");
    }
}
