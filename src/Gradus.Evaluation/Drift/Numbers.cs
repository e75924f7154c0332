namespace Gradus.Evaluation.Drift;

/// <summary>A column without its gaps.</summary>
internal static class Numbers
{
    /// <summary>The values that are numbers, in ascending order.</summary>
    public static float[] Ascending(ReadOnlySpan<float> values)
    {
        var numbers = Array.FindAll(values.ToArray(), value => !float.IsNaN(value));
        Array.Sort(numbers);
        return numbers;
    }
}
