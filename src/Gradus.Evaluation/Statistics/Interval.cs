namespace Gradus.Evaluation.Statistics;

/// <summary>A number that was estimated from examples, and a confidence interval of it. NaN where it is undefined.</summary>
/// <param name="Estimate">From the examples themselves. Of a difference: candidate − incumbent.</param>
/// <param name="Lower">The interval's lower end.</param>
/// <param name="Upper">The interval's upper end.</param>
/// <param name="Confidence">How often such an interval holds the true value, e.g. 0.95; both sides miss equally often.</param>
/// <param name="Resamples">How many resamples it is made of; 0 if it was computed from a formula.</param>
/// <param name="Seed">What the resamples were drawn from: the same seed gives the same interval. 0 if nothing was drawn.</param>
/// <param name="Examples">How many examples it is about.</param>
public sealed record Interval(
    double Estimate,
    double Lower,
    double Upper,
    double Confidence,
    int Resamples,
    long Seed,
    int Examples
)
{
    /// <summary>Whether estimate and both ends are numbers.</summary>
    public bool IsDefined => double.IsFinite(Estimate) && double.IsFinite(Lower) && double.IsFinite(Upper);

    /// <summary>Whether <paramref name="value"/> lies in it, the ends included; of an undefined one nothing does.</summary>
    public bool Contains(double value) => Lower <= value && value <= Upper;

    /// <summary>The interval of the opposite difference, or of a metric of which less is better turned so that more is.</summary>
    public Interval Negated() => this with { Estimate = -Estimate, Lower = -Upper, Upper = -Lower };

    /// <summary>What is said where there is nothing to estimate.</summary>
    internal static Interval Undefined(BootstrapOptions options, int examples) =>
        new(double.NaN, double.NaN, double.NaN, options.Confidence, options.Resamples, options.Seed, examples);
}
