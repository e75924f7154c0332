using MathNet.Numerics.Distributions;

namespace Gradus.Evaluation.Statistics;

/// <summary>
/// The least true difference that a comparison would find with a given power: what may still be there when nothing was
/// found. Two-sided, by the normal approximation.
/// </summary>
public static class MinimumDetectableEffect
{
    /// <summary>
    /// Of two models' accuracies on the same examples: the δ with n·δ² = (z₁₋α⸝₂ √ψ + z_power √(ψ − δ²))², ψ the share of
    /// examples on which exactly one of them is right (R. Connor, "Sample size for testing differences in proportions for the
    /// paired-sample design", Biometrics 43, 1987). NaN if there are too few examples to find any: δ cannot exceed ψ.
    /// </summary>
    /// <param name="discordance">ψ, 0 to 1, e.g. as observed.</param>
    /// <param name="alpha">The level of the test, e.g. 0.05.</param>
    /// <param name="power">How often the difference shall be found, e.g. 0.8.</param>
    public static double OfPairedProportions(int examples, double discordance, double alpha, double power)
    {
        var (low, high) = (0.0, discordance);
        if (!IsFound(high))
        {
            return double.NaN;
        }

        while (high - low > 1e-12 * discordance)
        {
            var middle = (low + high) / 2;
            (low, high) = IsFound(middle) ? (low, middle) : (middle, high);
        }

        return high;

        // Found ever more easily as δ grows: the left side grows and the right one shrinks.
        bool IsFound(double delta) =>
            delta > 0
            && Math.Sqrt(examples) * delta
                >= (Z(1 - (alpha / 2)) * Math.Sqrt(discordance))
                    + (Z(power) * Math.Sqrt(discordance - (delta * delta)));
    }

    /// <summary>
    /// Of two means: (z₁₋α⸝₂ + z_power) · √(s₁²/n₁ + s₂²/n₂), in the unit of the values.
    /// </summary>
    /// <param name="deviations">Standard deviation of each sample.</param>
    /// <param name="sizes">How many values there are in each.</param>
    public static double OfMeans(
        (double First, double Second) deviations,
        (int First, int Second) sizes,
        double alpha,
        double power
    ) =>
        (Z(1 - (alpha / 2)) + Z(power))
        * Math.Sqrt(
            (deviations.First * deviations.First / sizes.First) + (deviations.Second * deviations.Second / sizes.Second)
        );

    private static double Z(double probability) => Normal.InvCDF(0, 1, probability);
}
