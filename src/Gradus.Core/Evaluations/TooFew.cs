using System.Globalization;

namespace Gradus.Core.Evaluations;

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

    /// <summary>What one model's metric lacks, in a clause; null if nothing.</summary>
    public static string? Complaint(long examples) =>
        examples < Examples
            ? string.Create(
                CultureInfo.InvariantCulture,
                $"{examples} examples are too few to judge by; at least {Examples} are needed"
            )
            : null;

    /// <summary>
    /// What the comparison of two models by how often they are right lacks, in a clause; null if nothing. The accuracies
    /// cannot be further apart than the models differ, so few differences are enough where there are so many examples that
    /// even the upper end of their share is below the margin.
    /// </summary>
    /// <param name="examples">How many examples both answered.</param>
    /// <param name="discordant">On how many exactly one is right.</param>
    /// <param name="mostDiscordant">The upper end of the share of these.</param>
    /// <param name="margin">The difference of accuracies that matters, above 0; 0 if none is named.</param>
    public static string? Complaint(long examples, double discordant, double mostDiscordant, double margin) =>
        Complaint(examples)
        ?? (
            discordant >= Discordant || mostDiscordant < margin
                ? null
                : string.Create(
                    CultureInfo.InvariantCulture,
                    $"the two differ on {discordant} of {examples} examples; at least {Discordant} are needed to compare them"
                )
        );
}
