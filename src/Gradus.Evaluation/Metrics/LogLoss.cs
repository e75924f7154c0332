namespace Gradus.Evaluation.Metrics;

/// <summary>
/// Mean of −ln p(true class), with p clipped to [eps, 1 − eps] and eps that of the probabilities' own type, 2⁻²³ for 32-bit
/// floats: as scikit-learn's <c>log_loss</c> documents (since 1.2). A class without a probability counts as p = 0.
/// </summary>
internal sealed class LogLoss
{
    private const double Epsilon = 1.0 / (1 << 23);

    private double _sum;
    private long _examples;

    /// <summary>The mean so far; NaN without examples.</summary>
    public double Value => _sum / _examples;

    /// <summary>Adds an example by the probability that its true class was given.</summary>
    public void Add(double probability)
    {
        _sum += Of(probability);
        _examples++;
    }

    /// <summary>One example's part.</summary>
    public static double Of(double probability) => -Math.Log(Math.Clamp(probability, Epsilon, 1 - Epsilon));
}
