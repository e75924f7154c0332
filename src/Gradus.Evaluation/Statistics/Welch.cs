using MathNet.Numerics;
using MathNet.Numerics.Distributions;

namespace Gradus.Evaluation.Statistics;

/// <summary>
/// Whether two independent samples have the same mean, whatever their variances (B. Welch, "The generalization of
/// 'Student's' problem when several different population variances are involved", Biometrika 34, 1947). For e.g. times of
/// two models, which are not paired.
/// </summary>
public static class Welch
{
    /// <summary>t and the two-sided p-value; NaN with fewer than two values on a side or without any variance.</summary>
    public static TestResult Test(ReadOnlySpan<float> candidate, ReadOnlySpan<float> incumbent)
    {
        var (difference, error, freedom) = Measure(candidate, incumbent);
        var t = difference / error;
        // The tails of Student's t by the incomplete beta function; 1 − CDF would lose the small ones.
        return error > 0
            ? new TestResult(t, SpecialFunctions.BetaRegularized(freedom / 2, 0.5, freedom / (freedom + (t * t))))
            : new TestResult(double.NaN, double.NaN);
    }

    /// <summary>mean(candidate) − mean(incumbent) and its interval; the ends are NaN where the test is.</summary>
    public static Interval Difference(ReadOnlySpan<float> candidate, ReadOnlySpan<float> incumbent, double confidence)
    {
        var (difference, error, freedom) = Measure(candidate, incumbent);
        var width = error > 0 ? error * StudentT.InvCDF(0, 1, freedom, (1 + confidence) / 2) : double.NaN;
        var examples = candidate.Length + incumbent.Length;
        return new Interval(difference, difference - width, difference + width, confidence, 0, 0, examples);
    }

    private static (double Difference, double Error, double Freedom) Measure(
        ReadOnlySpan<float> candidate,
        ReadOnlySpan<float> incumbent
    )
    {
        var (mean1, square1) = Moments(candidate);
        var (mean2, square2) = Moments(incumbent);
        var sum = square1 + square2;
        var freedom =
            sum * sum / ((square1 * square1 / (candidate.Length - 1)) + (square2 * square2 / (incumbent.Length - 1)));
        return (mean1 - mean2, Math.Sqrt(sum), freedom);
    }

    // The mean, and the square of its standard error.
    private static (double Mean, double SquaredError) Moments(ReadOnlySpan<float> values)
    {
        var sum = 0.0;
        foreach (var value in values)
        {
            sum += value;
        }

        var (mean, squares) = (sum / values.Length, 0.0);
        foreach (var value in values)
        {
            squares += (value - mean) * (value - mean);
        }

        return (mean, squares / (values.Length - 1.0) / values.Length);
    }
}
