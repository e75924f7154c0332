namespace Gradus.Core.Evaluations;

/// <summary>The measures of how far a data set is from another, as policies and evidence call them; 0 is no drift.</summary>
public static class DriftNames
{
    /// <summary>Population stability index of a feature, by tenths of the reference. Usual readings: below 0.1 none, from 0.25 on much.</summary>
    public const string Psi = "psi";

    /// <summary>Kolmogorov and Smirnov's greatest distance of a feature's cumulative shares, 0 to 1.</summary>
    public const string Ks = "ks";

    /// <summary>Jensen-Shannon distance of the shares of a column's values, 0 to 1: of the label and the columns that are no features.</summary>
    public const string JensenShannon = "jensen_shannon";

    /// <summary>
    /// Pearson's χ² of the same shares, which is judged by its p-value: small where chance alone would hardly make the two differ
    /// so much.
    /// </summary>
    public const string ChiSquare = "chi_square";

    /// <summary>The p-value of <see cref="ChiSquare"/>, 0 to 1.</summary>
    public const string ChiSquareP = "chi_square_p";

    /// <summary>All that gates may judge.</summary>
    public static IReadOnlyList<string> All { get; } = [Psi, Ks, JensenShannon, ChiSquare];

    /// <summary>The part of the evidence that is about a column, whose name is the slice's value.</summary>
    public const string Column = "column";
}
