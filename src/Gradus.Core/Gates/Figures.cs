using System.Globalization;

namespace Gradus.Core.Gates;

/// <summary>Numbers as gates' messages show them.</summary>
internal static class Figures
{
    private const int MostNames = 20;

    /// <summary>Four significant digits.</summary>
    public static string Short(double value) => value.ToString("G4", CultureInfo.InvariantCulture);

    /// <summary>Four significant digits, or all if those would say otherwise than the value itself.</summary>
    public static string Faithful(double value, Bound bound)
    {
        var rounded = Short(value);
        var reads = double.Parse(rounded, CultureInfo.InvariantCulture);
        return bound.Admits(reads) == bound.Admits(value) ? rounded : value.ToString("R", CultureInfo.InvariantCulture);
    }

    /// <summary>The names of metrics, to choose from: " (accuracy, f1)"; nothing if there are none.</summary>
    public static string Names(IEnumerable<string> metrics)
    {
        var names = metrics.Order(StringComparer.Ordinal).ToList();
        return names.Count == 0 ? ""
            : names.Count <= MostNames ? $" ({string.Join(", ", names)})"
            : $" ({string.Join(", ", names.Take(MostNames))} and {names.Count - MostNames} more)";
    }

    /// <summary>A value against a bound: Passed, Failed with by how much, or Inconclusive for NaN.</summary>
    public static GateResult Judge(string what, double value, Bound bound)
    {
        var said = $"{what} = {Faithful(value, bound)}; required {bound}";
        return double.IsNaN(value) ? new(Verdict.Inconclusive, $"{what} is NaN; required {bound}", value, bound.Value)
            : bound.Admits(value) ? new(Verdict.Passed, said, value, bound.Value)
            : new(Verdict.Failed, $"{said} (missed by {Short(Math.Abs(value - bound.Value))})", value, bound.Value);
    }
}
