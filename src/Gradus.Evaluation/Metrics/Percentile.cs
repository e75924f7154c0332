namespace Gradus.Evaluation.Metrics;

/// <summary>Percentiles by nearest rank: a value that was really observed, never one in between.</summary>
internal static class Percentile
{
    /// <summary>
    /// The smallest observation that at least <paramref name="percent"/> % of all do not exceed: number ⌈percent/100 · n⌉ in
    /// ascending order (definition 1 of Hyndman and Fan, "Sample quantiles in statistical packages", 1996); NaN of nothing.
    /// </summary>
    public static double Of(ReadOnlySpan<double> ascending, double percent) =>
        ascending.IsEmpty
            ? double.NaN
            : ascending[Math.Clamp((int)Math.Ceiling(percent / 100 * ascending.Length) - 1, 0, ascending.Length - 1)];
}
