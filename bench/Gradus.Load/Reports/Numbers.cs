using System.Globalization;

namespace Gradus.Load.Reports;

/// <summary>How numbers are written in the tables.</summary>
internal static class Numbers
{
    public static string Whole(double value) => value.ToString("N0", CultureInfo.InvariantCulture);

    public static string Fixed(double value, int digits) =>
        value.ToString("F" + digits.ToString(CultureInfo.InvariantCulture), CultureInfo.InvariantCulture);

    /// <summary>"0.83 (0.79–0.88)".</summary>
    public static string Ratio(Spread spread) =>
        $"{Fixed(spread.Median, 2)} ({Fixed(spread.Min, 2)}–{Fixed(spread.Max, 2)})";

    /// <summary>"12.3 (11.8–14.0)".</summary>
    public static string Times(Spread spread) =>
        $"{Fixed(spread.Median, 1)} ({Fixed(spread.Min, 1)}–{Fixed(spread.Max, 1)})";
}
