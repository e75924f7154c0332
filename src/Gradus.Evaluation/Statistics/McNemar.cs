using MathNet.Numerics.Distributions;

namespace Gradus.Evaluation.Statistics;

/// <summary>
/// Whether two classifiers that answered the same examples are right equally often (Q. McNemar, 1947). Only the examples
/// count that one gets right and the other does not. Under the hypothesis each side is as probable as the other, so their
/// number is binomial with p = ½.
/// </summary>
/// <param name="OnlyCandidate">Examples that only the candidate gets right.</param>
/// <param name="OnlyIncumbent">Examples that only the incumbent gets right.</param>
public sealed record McNemar(int OnlyCandidate, int OnlyIncumbent)
{
    /// <summary>Counts the examples that one of the two gets right and the other does not.</summary>
    /// <exception cref="ArgumentException">There are not as many values of one as of the other.</exception>
    public static McNemar Of(ReadOnlySpan<bool> isCandidateRight, ReadOnlySpan<bool> isIncumbentRight)
    {
        Pairs.MustMatch(isCandidateRight.Length, isIncumbentRight.Length);
        var (candidate, incumbent) = (0, 0);
        for (var i = 0; i < isCandidateRight.Length; i++)
        {
            candidate += isCandidateRight[i] && !isIncumbentRight[i] ? 1 : 0;
            incumbent += isIncumbentRight[i] && !isCandidateRight[i] ? 1 : 0;
        }

        return new McNemar(candidate, incumbent);
    }

    /// <summary>How many examples one of them gets right and the other does not.</summary>
    public int Discordant => OnlyCandidate + OnlyIncumbent;

    /// <summary>
    /// The upper end of the share of examples on which the models differ, of a two-sided interval (C. Clopper, E. Pearson,
    /// "The use of confidence or fiducial limits illustrated in the case of the binomial", 1934).
    /// </summary>
    /// <param name="examples">How many examples there are in all.</param>
    public double MostDiscordant(int examples, double confidence) =>
        Discordant >= examples ? 1 : Beta.InvCDF(Discordant + 1, examples - Discordant, (1 + confidence) / 2);

    /// <summary>The two-sided exact p-value: never too small, and rather too great.</summary>
    public double ExactP => Math.Min(1, 2 * Binomial.CDF(0.5, Discordant, Lesser));

    /// <summary>
    /// The two-sided mid-p-value: the exact one less the probability of what was observed; where both sides are equal, 1 less
    /// half of that (M. Fagerland, S. Lydersen, P. Laake, "The McNemar test for binary matched-pairs data: mid-p and
    /// asymptotic are better than exact conditional", BMC Medical Research Methodology 13:91, 2013). 1 where there is none.
    /// </summary>
    public double MidP =>
        Discordant == 0 ? 1
        : OnlyCandidate == OnlyIncumbent ? 1 - (Observed / 2)
        : ExactP - Observed;

    private int Lesser => Math.Min(OnlyCandidate, OnlyIncumbent);

    private double Observed => Binomial.PMF(0.5, Discordant, Lesser);
}
