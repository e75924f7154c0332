using System.Buffers;
using System.Globalization;

namespace Gradus.Policies.Shapes;

/// <summary>Durations, sizes and shares as people write them.</summary>
internal static class Measures
{
    public const string DurationPattern = "^([0-9]{1,6}[smhdw])+$";
    public const string SizePattern = @"^[0-9]{1,9}(\.[0-9]{1,9})? ?(B|kB|KB|MB|GB|TB|KiB|MiB|GiB|TiB)$";
    public const string PercentPattern = @"^[0-9]{1,6}(\.[0-9]{1,9})?%$";

    private static readonly SearchValues<char> Digits = SearchValues.Create("0123456789.");
    private static readonly TimeSpan Longest = TimeSpan.FromDays(3660);

    private static readonly Dictionary<char, TimeSpan> Times = new()
    {
        ['w'] = TimeSpan.FromDays(7),
        ['d'] = TimeSpan.FromDays(1),
        ['h'] = TimeSpan.FromHours(1),
        ['m'] = TimeSpan.FromMinutes(1),
        ['s'] = TimeSpan.FromSeconds(1),
    };

    private static readonly Dictionary<string, double> Sizes = new(StringComparer.Ordinal)
    {
        ["B"] = 1,
        ["kB"] = 1e3,
        ["KB"] = 1e3,
        ["MB"] = 1e6,
        ["GB"] = 1e9,
        ["TB"] = 1e12,
        ["KiB"] = 1L << 10,
        ["MiB"] = 1L << 20,
        ["GiB"] = 1L << 30,
        ["TiB"] = 1L << 40,
    };

    /// <summary>A duration such as "10m" or "1d12h", at most ten years; null if it is none.</summary>
    public static TimeSpan? Duration(string text)
    {
        var (sum, number, digits) = (TimeSpan.Zero, 0, 0);
        foreach (var c in text)
        {
            if (char.IsAsciiDigit(c) && digits < 6)
            {
                (number, digits) = ((number * 10) + (c - '0'), digits + 1);
            }
            else if (digits > 0 && Times.TryGetValue(c, out var unit))
            {
                sum += unit * number;
                (number, digits) = (0, 0);
            }
            else
            {
                return null;
            }

            if (sum > Longest)
            {
                return null;
            }
        }

        return text.Length > 0 && digits == 0 ? sum : null;
    }

    /// <summary>A size such as "200MB" (millions) or "2GiB" (binary), in bytes; null if it is none, or no whole bytes.</summary>
    public static long? Size(string text)
    {
        var at = text.AsSpan().IndexOfAnyExcept(Digits);
        return
            at > 0
            && Sizes.TryGetValue(text[at..].TrimStart(), out var unit)
            && Decimal(text[..at]) is { } number
            && number * unit is >= 1 and <= 1e15
            ? (long)Math.Round(number * unit)
            : null;
    }

    /// <summary>A share such as "2%", as 0.02; null if it is none.</summary>
    public static double? Percent(string text) => text.EndsWith('%') ? Decimal(text[..^1]) / 100 : null;

    /// <summary>The shortest way to write a duration of whole seconds.</summary>
    public static string Write(TimeSpan duration)
    {
        var parts = new List<string>();
        foreach (var (unit, length) in Times.Where(pair => pair.Key != 'w'))
        {
            var count = (long)(duration / length);
            duration -= length * count;
            parts.AddRange(count > 0 ? [string.Create(CultureInfo.InvariantCulture, $"{count}{unit}")] : []);
        }

        return parts.Count == 0 ? "0s" : string.Concat(parts);
    }

    private static double? Decimal(string text) =>
        double.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number)
            ? number
            : null;
}
