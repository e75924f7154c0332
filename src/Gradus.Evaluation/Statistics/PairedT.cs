using MathNet.Numerics.Distributions;

namespace Gradus.Evaluation.Statistics;

/// <summary>
/// Student's test of paired values: whether the mean of the differences is 0 (Student, "The probable error of a mean",
/// Biometrika 6, 1908). Of some thirty pairs or more the values need not be normal.
/// </summary>
internal sealed class PairedT
{
    private double _mean;
    private double _spread;

    /// <summary>How many pairs there are.</summary>
    public int Pairs { get; private set; }

    /// <summary>The two-sided p-value; 1 where no pair differs, NaN of fewer than two.</summary>
    public double PValue
    {
        get
        {
            if (Pairs < 2 || !double.IsFinite(_mean))
            {
                return double.NaN;
            }

            if (_spread == 0)
            {
                return _mean == 0 ? 1 : 0;
            }

            var error = Math.Sqrt(_spread / (Pairs - 1) / Pairs);
            return 2 * StudentT.CDF(0, 1, Pairs - 1, -Math.Abs(_mean) / error);
        }
    }

    /// <summary>Takes in the difference of a pair.</summary>
    public void Add(double difference)
    {
        Pairs++;
        var fromMean = difference - _mean;
        _mean += fromMean / Pairs;
        _spread += fromMean * (difference - _mean);
    }
}
