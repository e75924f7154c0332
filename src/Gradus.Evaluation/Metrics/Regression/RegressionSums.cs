using Gradus.Core.Evaluations;

namespace Gradus.Evaluation.Metrics.Regression;

/// <summary>
/// How far predicted numbers are from the true ones, summed up example by example. Each metric is scikit-learn's of the same
/// name; NaN without examples or with a value that is NaN.
/// </summary>
internal sealed class RegressionSums
{
    // Of a true value of 0 the share of an error is as of 2⁻⁵².
    private const double Epsilon = 1.0 / (1L << 52);

    private double _absolute;
    private double _squared;
    private double _shares;
    private double _pinball10;
    private double _pinball90;
    private double _mean;
    private double _spread;

    /// <summary>How many examples were taken in.</summary>
    public long Examples { get; private set; }

    /// <summary>Mean |ŷ − y|, in the unit of the values.</summary>
    public double MeanAbsoluteError => _absolute / Examples;

    /// <summary>√ mean (ŷ − y)², in the unit of the values.</summary>
    public double RootMeanSquaredError => Math.Sqrt(_squared / Examples);

    /// <summary>
    /// Mean |ŷ − y| / |y|, as a share (0.1 is 10 %). A true value of 0 counts as 2⁻⁵², which makes the mean enormous: not for
    /// values that may be 0.
    /// </summary>
    public double MeanAbsolutePercentageError => _shares / Examples;

    /// <summary>
    /// The coefficient of determination, 1 − Σ (ŷ − y)² / Σ (y − ȳ)²: 1 is perfect, 0 no better than the mean. Where the true
    /// values are all the same it is undefined: NaN (scikit-learn says 0 or 1).
    /// </summary>
    public double RSquared => _spread > 0 ? 1 - (_squared / _spread) : double.NaN;

    /// <summary>The mean <see cref="PinballOf"/> of the tenth percentile.</summary>
    public double PinballP10 => _pinball10 / Examples;

    /// <summary>The mean <see cref="PinballOf"/> of the ninetieth percentile.</summary>
    public double PinballP90 => _pinball90 / Examples;

    /// <summary>
    /// The loss whose least mean the τ-quantile has: τ (y − ŷ) where the prediction is too low and (1 − τ)(ŷ − y) where it is
    /// too high (R. Koenker, G. Bassett, "Regression quantiles", Econometrica 46, 1978).
    /// </summary>
    /// <param name="error">ŷ − y.</param>
    /// <param name="tau">The quantile that is predicted, 0 to 1.</param>
    public static double PinballOf(double error, double tau) => error < 0 ? -tau * error : (1 - tau) * error;

    /// <summary>|ŷ − y| / |y|.</summary>
    public static double ShareOf(double error, double actual) => Math.Abs(error) / Math.Max(Epsilon, Math.Abs(actual));

    /// <summary>Takes in an example.</summary>
    public void Add(double actual, double predicted)
    {
        var error = predicted - actual;
        Examples++;
        _absolute += Math.Abs(error);
        _squared += error * error;
        _shares += ShareOf(error, actual);
        _pinball10 += PinballOf(error, 0.1);
        _pinball90 += PinballOf(error, 0.9);
        // B. P. Welford, "Note on a method for calculating corrected sums of squares and products", Technometrics 4, 1962.
        var fromMean = actual - _mean;
        _mean += fromMean / Examples;
        _spread += fromMean * (actual - _mean);
    }

    /// <summary>The metrics by name, without those that need every example at once.</summary>
    public Dictionary<string, double> ToMetrics() =>
        new(StringComparer.Ordinal)
        {
            [MetricNames.MeanAbsoluteError] = MeanAbsoluteError,
            [MetricNames.RootMeanSquaredError] = RootMeanSquaredError,
            [MetricNames.MeanAbsolutePercentageError] = MeanAbsolutePercentageError,
            [MetricNames.RSquared] = RSquared,
            [MetricNames.PinballP10] = PinballP10,
            [MetricNames.PinballP50] = MeanAbsoluteError / 2,
            [MetricNames.PinballP90] = PinballP90,
        };
}
