using MathNet.Numerics.Distributions;

namespace Gradus.Evaluation.Statistics;

/// <summary>
/// Whether values of one of two independent samples tend to be greater than those of the other (H. Mann, D. Whitney, "On a
/// test of whether one of two random variables is stochastically larger than the other", 1947). For e.g. times of two
/// models, whose few great ones would move a mean.
/// </summary>
public static class MannWhitney
{
    /// <summary>
    /// U of the candidate, which is how many of the pairs it is greater in, ties counting half, and the two-sided p-value by
    /// the normal approximation with corrections for ties and for continuity. NaN if a sample is empty or a value is NaN; p
    /// is 1 where all values are equal.
    /// </summary>
    public static TestResult Test(ReadOnlySpan<float> candidate, ReadOnlySpan<float> incumbent)
    {
        var (n1, n2) = ((double)candidate.Length, (double)incumbent.Length);
        float[] all = [.. candidate, .. incumbent];
        if (n1 == 0 || n2 == 0 || all.Any(float.IsNaN))
        {
            return new TestResult(double.NaN, double.NaN);
        }

        var (ranks, ties) = Midranks.Of(all);
        var u = ranks.AsSpan(0, candidate.Length).ToArray().Sum() - (n1 * (n1 + 1) / 2);
        var n = n1 + n2;
        var deviation = Math.Sqrt(n1 * n2 / 12 * (n + 1 - (ties / (n * (n - 1)))));
        var distance = Math.Max(0, Math.Abs(u - (n1 * n2 / 2)) - 0.5);
        return new TestResult(u, deviation > 0 ? 2 * Normal.CDF(0, 1, -distance / deviation) : 1);
    }
}
