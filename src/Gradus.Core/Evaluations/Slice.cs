namespace Gradus.Core.Evaluations;

/// <summary>How a model did on one part of a data set: the examples that share a value of one column.</summary>
/// <param name="Column">The column: the label, or one that is no feature.</param>
/// <param name="Value">The value that they share.</param>
/// <param name="Examples">How many there are.</param>
/// <param name="Metrics">By name (<see cref="MetricNames.BySlice"/>); NaN where undefined.</param>
public sealed record Slice(string Column, string Value, long Examples, IReadOnlyDictionary<string, double> Metrics)
{
    /// <summary>The most values that a column to slice by may hold; with more it is none.</summary>
    public const int MostValues = 200;

    /// <summary>The most slices of one data set; columns for which there is no room left are left out, in the order of the file.</summary>
    public const int Most = 500;
}
