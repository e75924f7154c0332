namespace Gradus.Evaluation.Metrics;

/// <summary>Means that are undefined, not an exception, where there is nothing to take them of.</summary>
internal static class Means
{
    /// <summary>The arithmetic mean; NaN of nothing.</summary>
    public static double Mean(this IEnumerable<double> values) => values.DefaultIfEmpty(double.NaN).Average();
}
