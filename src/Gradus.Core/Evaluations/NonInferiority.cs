namespace Gradus.Core.Evaluations;

/// <summary>What an interval of a difference says of the candidate.</summary>
public enum Standing
{
    /// <summary>It does not tell.</summary>
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
/// 2.5 %. Where several metrics must all pass, a candidate that is worse in one of them gets through no more often than by
/// that one alone (R. Berger, "Multiparameter hypothesis testing and acceptance sampling", Technometrics 24, 1982): no
/// correction is needed.
/// </summary>
public static class NonInferiority
{
    /// <summary>The same, of a metric by its name: of one of which less is better, the interval is turned.</summary>
    public static Standing Of(string metric, double lower, double upper, double margin) =>
        MetricDirection.LowerIsBetter(metric) ? Judge(-upper, -lower, margin) : Judge(lower, upper, margin);

    /// <summary>
    /// Superior if all of the interval is above 0, NonInferior if above −margin, Inferior if all of it is below −margin, else
    /// Inconclusive, as of ends that are no numbers.
    /// </summary>
    /// <param name="lower">The lower end of candidate − incumbent, of a metric of which more is better; else turned.</param>
    /// <param name="upper">The upper end.</param>
    /// <param name="margin">How much worse does not matter; 0 or more.</param>
    public static Standing Judge(double lower, double upper, double margin)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(margin);
        return !double.IsFinite(lower) || !double.IsFinite(upper) ? Standing.Inconclusive
            : lower > 0 ? Standing.Superior
            : lower > -margin ? Standing.NonInferior
            : upper < -margin ? Standing.Inferior
            : Standing.Inconclusive;
    }
}
