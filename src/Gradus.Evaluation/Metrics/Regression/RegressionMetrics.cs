using Gradus.Evaluation.Statistics;

namespace Gradus.Evaluation.Metrics.Regression;

/// <summary>
/// How far predicted numbers are from the true ones, of the same examples in the same order. Each is scikit-learn's of the
/// same name; NaN without examples or with a value that is NaN. All throw <see cref="ArgumentException"/> where there are not
/// as many of one as of the other.
/// </summary>
internal static class RegressionMetrics
{
    /// <summary>Mean |ŷ − y|, in the unit of the values.</summary>
    public static double MeanAbsoluteError(ReadOnlySpan<float> actual, ReadOnlySpan<float> predicted) =>
        Errors(actual, predicted).Select(Math.Abs).Mean();

    /// <summary>√ mean (ŷ − y)², in the unit of the values.</summary>
    public static double RootMeanSquaredError(ReadOnlySpan<float> actual, ReadOnlySpan<float> predicted) =>
        Math.Sqrt(Errors(actual, predicted).Select(e => e * e).Mean());

    /// <summary>Median |ŷ − y|, in the unit of the values; between the middle two where their number is even.</summary>
    public static double MedianAbsoluteError(ReadOnlySpan<float> actual, ReadOnlySpan<float> predicted)
    {
        var ascending = Errors(actual, predicted).Select(Math.Abs).Order().ToArray();
        // NaN is sorted before every number.
        return ascending is [] or [double.NaN, ..]
            ? double.NaN
            : (ascending[(ascending.Length - 1) / 2] + ascending[ascending.Length / 2]) / 2;
    }

    /// <summary>
    /// Mean |ŷ − y| / |y|, as a share (0.1 is 10 %). A true value of 0 counts as 2⁻⁵², which makes the mean enormous: not for
    /// values that may be 0.
    /// </summary>
    public static double MeanAbsolutePercentageError(ReadOnlySpan<float> actual, ReadOnlySpan<float> predicted)
    {
        const double Epsilon = 1.0 / (1L << 52);
        var values = actual.ToArray();
        return Errors(actual, predicted).Select((e, i) => Math.Abs(e) / Math.Max(Epsilon, Math.Abs(values[i]))).Mean();
    }

    /// <summary>
    /// The coefficient of determination, 1 − Σ (ŷ − y)² / Σ (y − ȳ)²: 1 is perfect, 0 no better than the mean. Where the true
    /// values are all the same it is undefined: NaN (scikit-learn says 0 or 1).
    /// </summary>
    public static double RSquared(ReadOnlySpan<float> actual, ReadOnlySpan<float> predicted)
    {
        var squares = Errors(actual, predicted).Sum(e => e * e);
        var values = actual.ToArray();
        var mean = values.Select(y => (double)y).Mean();
        var spread = values.Sum(y => (y - mean) * (y - mean));
        return spread > 0 ? 1 - (squares / spread) : double.NaN;
    }

    /// <summary>
    /// The loss whose least value the τ-quantile has: mean of τ (y − ŷ) where the prediction is too low and (1 − τ)(ŷ − y)
    /// where it is too high (R. Koenker, G. Bassett, "Regression quantiles", Econometrica 46, 1978).
    /// </summary>
    /// <param name="tau">The quantile that is predicted, 0 to 1.</param>
    public static double Pinball(ReadOnlySpan<float> actual, ReadOnlySpan<float> predicted, double tau) =>
        Errors(actual, predicted).Select(e => e < 0 ? -tau * e : (1 - tau) * e).Mean();

    // ŷ − y in 64 bits.
    private static double[] Errors(ReadOnlySpan<float> actual, ReadOnlySpan<float> predicted) =>
        Pairs.Differences(predicted, actual);
}
