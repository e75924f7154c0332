using MathNet.Numerics.Distributions;

namespace Gradus.Evaluation.Statistics;

/// <summary>
/// When there is too little to say anything. Whoever judges by statistics asks here first, and what is complained of is
/// inconclusive, never passed: an interval of a handful of examples is too narrow more often than it says, and two models
/// that never differ on a few examples were not compared.
/// </summary>
public static class TooFew
{
    /// <summary>
    /// The fewest examples that an interval is made of. Below some fifty, bootstrapped intervals hold the true value
    /// noticeably less often than they promise (T. Hesterberg, "What teachers should know about the bootstrap", The American
    /// Statistician 69, 2015).
    /// </summary>
    public const int Examples = 50;

    /// <summary>
    /// The fewest examples on which two models differ that the interval of a difference is made of: as many as a binomial
    /// proportion of ½ needs for the usual rule n·p ≥ 5 on either side.
    /// </summary>
    public const int Discordant = 10;

    /// <summary>What one model's metric lacks, in a sentence; null if nothing.</summary>
    public static string? Complaint(int examples) =>
        examples < Examples ? $"{examples} examples are too few to judge by; at least {Examples} are needed." : null;

    /// <summary>
    /// What the comparison of two models by how often they are right lacks, in a sentence; null if nothing. The accuracies
    /// cannot be further apart than the models differ, so few differences are enough where there are so many examples that
    /// even the upper end of their share is below the margin.
    /// </summary>
    /// <param name="margin">The difference of accuracies that matters, above 0; 0 if none is named.</param>
    public static string? Complaint(int examples, McNemar pairs, double margin, double confidence) =>
        Complaint(examples)
        ?? (
            pairs.Discordant >= Discordant || MostDiscordant(examples, pairs.Discordant, confidence) < margin
                ? null
                : $"The models differ on {pairs.Discordant} of {examples} examples; at least {Discordant} are needed to compare them."
        );

    /// <summary>
    /// The upper end of the share of examples on which the models differ, of a two-sided interval (C. Clopper, E. Pearson,
    /// "The use of confidence or fiducial limits illustrated in the case of the binomial", 1934).
    /// </summary>
    public static double MostDiscordant(int examples, int discordant, double confidence) =>
        discordant >= examples ? 1 : Beta.InvCDF(discordant + 1, examples - discordant, (1 + confidence) / 2);
}
