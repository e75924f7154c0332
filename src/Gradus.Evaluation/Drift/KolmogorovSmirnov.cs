using Gradus.Evaluation.Statistics;

namespace Gradus.Evaluation.Drift;

/// <summary>
/// Whether two samples of a number come from the same distribution, whichever that is: the greatest distance of their
/// cumulative shares (N. Smirnov, "Table for estimating the goodness of fit of empirical distributions", 1948).
/// </summary>
public static class KolmogorovSmirnov
{
    // The series' terms fall as e^(−2k²λ²); for lesser λ the p-value is 1 to more digits than there are.
    private const double LeastLambda = 0.2;

    /// <summary>
    /// D, from 0 to 1, and the two-sided p-value by Kolmogorov's asymptotic series with λ = D √(mn/(m + n)), which is rather
    /// too great for small samples and for values with ties. NaN is passed over; both are NaN where a side has no number.
    /// </summary>
    public static TestResult Test(ReadOnlySpan<float> reference, ReadOnlySpan<float> current)
    {
        var (a, b) = (Numbers.Ascending(reference), Numbers.Ascending(current));
        if (a.Length == 0 || b.Length == 0)
        {
            return new TestResult(double.NaN, double.NaN);
        }

        var distance = Distance(a, b);
        return new TestResult(
            distance,
            PValue(distance * Math.Sqrt((double)a.Length * b.Length / (a.Length + b.Length)))
        );
    }

    private static double Distance(float[] a, float[] b)
    {
        var (i, j, greatest) = (0, 0, 0.0);
        while (i < a.Length && j < b.Length)
        {
            var value = Math.Min(a[i], b[j]);
            i = Pass(a, i, value);
            j = Pass(b, j, value);
            greatest = Math.Max(greatest, Math.Abs(((double)i / a.Length) - ((double)j / b.Length)));
        }

        return greatest;
    }

    private static int Pass(float[] ascending, int index, float value)
    {
        while (index < ascending.Length && ascending[index] <= value)
        {
            index++;
        }

        return index;
    }

    // 2 Σ (−1)^(k−1) e^(−2k²λ²)
    private static double PValue(double lambda)
    {
        if (lambda < LeastLambda)
        {
            return 1;
        }

        var (sum, sign) = (0.0, 1.0);
        for (var k = 1; k <= 100; k++, sign = -sign)
        {
            sum += sign * Math.Exp(-2.0 * k * k * lambda * lambda);
        }

        return Math.Clamp(2 * sum, 0, 1);
    }
}
