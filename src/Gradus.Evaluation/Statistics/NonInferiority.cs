namespace Gradus.Evaluation.Statistics;

/// <summary>What an interval of a difference says of the candidate.</summary>
public enum Comparison
{
    /// <summary>It does not tell, or there are too few examples.</summary>
    Inconclusive,

    /// <summary>The candidate is worse by more than the margin.</summary>
    Inferior,

    /// <summary>The candidate is not worse by the margin; it need not be better.</summary>
    NonInferior,

    /// <summary>The candidate is better.</summary>
    Superior,
}

/// <summary>
/// Judges a candidate by where the interval of its difference from the incumbent lies (G. Piaggio et al., "Reporting of
/// noninferiority and equivalence randomized trials", JAMA 308, 2012). A two-sided interval of 95 % is a one-sided test at
/// 2.5 %.
/// </summary>
public static class NonInferiority
{
    /// <summary>
    /// Superior if all of the interval is above 0, NonInferior if above −margin, Inferior if all of it is below −margin, else
    /// Inconclusive. An undefined interval is Inconclusive, and so is whatever there is a complaint about.
    /// </summary>
    /// <param name="difference">candidate − incumbent of a metric of which more is better; else <see cref="Interval.Negated"/>.</param>
    /// <param name="margin">How much worse does not matter; 0 or more.</param>
    /// <param name="complaint">Why there is too little to judge by (<see cref="TooFew"/>); null if there is enough.</param>
    public static Comparison Judge(Interval difference, double margin, string? complaint)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(margin);
        return complaint is not null || !difference.IsDefined ? Comparison.Inconclusive
            : difference.Lower > 0 ? Comparison.Superior
            : difference.Lower > -margin ? Comparison.NonInferior
            : difference.Upper < -margin ? Comparison.Inferior
            : Comparison.Inconclusive;
    }
}
