using System.Globalization;

namespace Gradus.Server.Reports;

/// <summary>Numbers as reports show them.</summary>
internal static class Figure
{
    /// <summary>Four significant digits; a dash for what is not defined.</summary>
    public static string Of(double? value) =>
        value is { } number && double.IsFinite(number) ? number.ToString("G4", CultureInfo.InvariantCulture) : "–";

    /// <summary>With its sign.</summary>
    public static string Signed(double value) =>
        !double.IsFinite(value) ? "–"
        : value < 0 ? $"−{Of(-value)}"
        : $"{(value > 0 ? "+" : "")}{Of(value)}";

    /// <summary>A share in percent.</summary>
    public static string Percent(double share) =>
        double.IsFinite(share) ? $"{(share * 100).ToString("0.#", CultureInfo.InvariantCulture)} %" : "–";

    /// <summary>A p-value.</summary>
    public static string P(double p) =>
        !double.IsFinite(p) ? "–"
        : p < 0.0001 ? "< 0.0001"
        : p.ToString("0.####", CultureInfo.InvariantCulture);

    /// <summary>A place in a drawing.</summary>
    public static string At(double place) => place.ToString("0.##", CultureInfo.InvariantCulture);
}
