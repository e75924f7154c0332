using System.Globalization;

namespace Gradus.Core.Gates;

/// <summary>Numbers as gates' messages show them.</summary>
internal static class Figures
{
    private const int MostNames = 20;

    // Significant digits: of a value, of a bound that was reckoned, and of a number that is told whole.
    private const int Few = 4;
    private const int Most = 6;
    private const int All = 17;

    /// <summary>Four significant digits.</summary>
    public static string Short(double value) => Round(value, Few);

    /// <summary>
    /// A value and what is required of it, e.g. "0.85; required ≥ 0.9": in few digits, or in so many that what is read does not
    /// say otherwise than the numbers themselves.
    /// </summary>
    public static string Against(double value, Bound bound)
    {
        for (var digits = Few; digits < All; digits++)
        {
            var (shown, limit) = (Round(value, digits), Round(bound.Value, Math.Max(digits, Most)));
            if (new Bound(bound.Relation, Read(limit)).Admits(Read(shown)) == bound.Admits(value))
            {
                return $"{shown}; required {bound.Relation} {limit}";
            }
        }

        return $"{value.ToString("R", CultureInfo.InvariantCulture)}; required {bound}";
    }

    /// <summary>A value against a bound: Passed, Failed with by how much, or Inconclusive for NaN.</summary>
    public static GateResult Judge(string what, double value, Bound bound)
    {
        var said = $"{what} = {Against(value, bound)}";
        return double.IsNaN(value)
                ? new(
                    Verdict.Inconclusive,
                    $"{what} is NaN; required {bound.Relation} {Round(bound.Value, Most)}",
                    value,
                    bound.Value
                )
            : bound.Admits(value) ? new(Verdict.Passed, said, value, bound.Value)
            : new(Verdict.Failed, $"{said} (missed by {Short(Math.Abs(value - bound.Value))})", value, bound.Value);
    }

    /// <summary>The names of metrics, to choose from: " (accuracy, f1)"; nothing if there are none.</summary>
    public static string Names(IEnumerable<string> metrics)
    {
        var names = metrics.Order(StringComparer.Ordinal).ToList();
        return names.Count == 0 ? ""
            : names.Count <= MostNames ? $" ({string.Join(", ", names)})"
            : $" ({string.Join(", ", names.Take(MostNames))} and {names.Count - MostNames} more)";
    }

    // No exponent where people would not write one.
    private static string Round(double value, int digits)
    {
        var text = value.ToString($"G{digits}", CultureInfo.InvariantCulture);
        return text.Contains('E', StringComparison.Ordinal) && Math.Abs(value) is >= 1e-6 and < 1e15
            ? decimal.Parse(text, NumberStyles.Float, CultureInfo.InvariantCulture)
                .ToString(CultureInfo.InvariantCulture)
            : text;
    }

    private static double Read(string text) => double.Parse(text, CultureInfo.InvariantCulture);
}
