using System.Globalization;

namespace Gradus.Cli.Screen;

/// <summary>How values look to people. Times are UTC and exact, so that they can be typed back.</summary>
internal static class Shown
{
    /// <summary>Unix milliseconds as <c>2026-03-01 09:30:00.125Z</c>.</summary>
    public static string Time(long unixMilliseconds) =>
        DateTimeOffset
            .FromUnixTimeMilliseconds(unixMilliseconds)
            .ToString("yyyy-MM-dd HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);

    /// <summary>Bytes in the unit that fits, e.g. <c>1.5 MB</c> (powers of 1,000).</summary>
    public static string Size(long bytes) =>
        bytes switch
        {
            < 1_000 => $"{bytes} B",
            < 1_000_000 => Scaled(bytes, 1_000, "kB"),
            < 1_000_000_000 => Scaled(bytes, 1_000_000, "MB"),
            _ => Scaled(bytes, 1_000_000_000, "GB"),
        };

    /// <summary>A time span in the largest unit that it fills, e.g. <c>12 s</c> or <c>3 h</c>.</summary>
    public static string Duration(TimeSpan span) =>
        span switch
        {
            { TotalMinutes: < 1 } => $"{(int)span.TotalSeconds} s",
            { TotalHours: < 1 } => $"{(int)span.TotalMinutes} min",
            { TotalDays: < 1 } => $"{(int)span.TotalHours} h",
            _ => $"{(int)span.TotalDays} d",
        };

    /// <summary>A measured value with six significant digits at most.</summary>
    public static string Number(double value)
    {
        var text = value.ToString("G6", CultureInfo.InvariantCulture);
        return text.Contains('E', StringComparison.Ordinal) && Math.Abs(value) is >= 1e-6 and < 1e15
            ? decimal.Parse(text, NumberStyles.Float, CultureInfo.InvariantCulture)
                .ToString(CultureInfo.InvariantCulture)
            : text;
    }

    /// <summary>A digest's first twelve digits, enough to tell it by.</summary>
    public static string Digest(string? digest) =>
        digest is null ? ""
        : digest.Replace("sha256:", "", StringComparison.Ordinal) is { Length: > 12 } hex ? hex[..12]
        : digest;

    /// <summary>The first line of a text, cut to a length.</summary>
    public static string Brief(string? text, int length = 60)
    {
        var line = (text ?? "").Split('\n', 2)[0].Trim();
        return line.Length <= length ? line : line[..(length - 1)] + "…";
    }

    private static string Scaled(long bytes, double unit, string name) =>
        (bytes / unit).ToString("0.0", CultureInfo.InvariantCulture) + " " + name;
}
