namespace Gradus.Evaluation.Metrics;

/// <summary>The examples whose answer was given a probability within a bin.</summary>
/// <param name="Lower">The bin's lower end, which is not in it (but 0 is in the first).</param>
/// <param name="Upper">The bin's upper end, which is in it.</param>
/// <param name="Examples">How many there are.</param>
/// <param name="Confidence">Mean probability of the answers; NaN without examples.</param>
/// <param name="Accuracy">Share of right answers; NaN without examples. Of a calibrated model the same.</param>
public readonly record struct ReliabilityPoint(
    double Lower,
    double Upper,
    long Examples,
    double Confidence,
    double Accuracy
);

/// <summary>
/// How far the probability of the answer is from how often it is right: Σ |accuracy − confidence| · share of the examples,
/// over 15 bins of equal width (expected calibration error; C. Guo et al., "On calibration of modern neural networks", ICML
/// 2017). Of the predicted class only: what the other classes were given does not count.
/// </summary>
internal sealed class Calibration
{
    /// <summary>How many bins there are.</summary>
    public const int Bins = 15;

    private readonly long[] _examples = new long[Bins];
    private readonly long[] _right = new long[Bins];
    private readonly double[] _confidence = new double[Bins];

    /// <summary>Adds an example by the probability of its predicted class.</summary>
    public void Add(double probability, bool isRight)
    {
        // NaN goes to the last bin, and makes the error NaN.
        var bin = double.IsNaN(probability)
            ? Bins - 1
            : Math.Clamp((int)Math.Ceiling(probability * Bins) - 1, 0, Bins - 1);
        _examples[bin]++;
        _right[bin] += isRight ? 1 : 0;
        _confidence[bin] += probability;
    }

    /// <summary>The expected calibration error so far, 0 to 1; NaN without examples.</summary>
    public double Error
    {
        get
        {
            var distance = 0.0;
            for (var bin = 0; bin < Bins; bin++)
            {
                distance += Math.Abs(_right[bin] - _confidence[bin]);
            }

            return distance / _examples.Sum();
        }
    }

    /// <summary>A point for every bin in ascending order, the empty ones too: the reliability diagram.</summary>
    public IReadOnlyList<ReliabilityPoint> Points =>
        [
            .. Enumerable
                .Range(0, Bins)
                .Select(bin => new ReliabilityPoint(
                    (double)bin / Bins,
                    (bin + 1.0) / Bins,
                    _examples[bin],
                    _confidence[bin] / _examples[bin],
                    (double)_right[bin] / _examples[bin]
                )),
        ];
}
