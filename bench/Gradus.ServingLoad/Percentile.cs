namespace Gradus.ServingLoad;

/// <summary>Of sorted values the one that a part of all does not exceed.</summary>
internal static class Percentile
{
    public static double Of(List<double> values, double part)
    {
        values.Sort();
        return values[Math.Min(values.Count - 1, (int)(values.Count * part))];
    }
}
