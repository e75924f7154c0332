using Gradus.Evaluation.Statistics;

namespace Gradus.Evaluation.Fairness;

/// <summary>
/// How differently a model treats the groups of a column, by its yes (the positive class) and no. Intervals are bootstrapped
/// by how often each combination of group, truth and answer occurs. A difference is never below 0, so an interval's lower end
/// says little where it is near 0; what bounds unfairness is the upper end (of the ratio, the lower).
/// </summary>
/// <param name="DemographicParityDifference">Greatest less least share of yes; 0 is fair.</param>
/// <param name="DemographicParityRatio">Least over greatest share of yes; 1 is fair. The "four-fifths rule" asks for 0.8.</param>
/// <param name="EqualOpportunityDifference">
/// Greatest less least share of yes among those for whom yes is right (M. Hardt, E. Price, N. Srebro, "Equality of opportunity
/// in supervised learning", NIPS 2016); 0 is fair.
/// </param>
/// <param name="EqualizedOddsDifference">
/// The greater of that and the same among those for whom no is right (ibid.), as fairlearn's
/// <c>equalized_odds_difference</c>; 0 is fair.
/// </param>
/// <param name="Groups">Every group in ascending order, those too that are too small to be compared.</param>
public sealed record GroupFairness(
    Interval DemographicParityDifference,
    Interval DemographicParityRatio,
    Interval EqualOpportunityDifference,
    Interval EqualizedOddsDifference,
    IReadOnlyList<GroupRates> Groups
)
{
    /// <summary>The fewest examples that a group is compared with, unless the caller says otherwise.</summary>
    public const int UsualSupport = 30;

    /// <summary>
    /// Compares the groups that have at least <paramref name="minimumSupport"/> examples; groups below it are named but
    /// count nowhere. Equal opportunity and equalised odds want as many of each truth that they ask about. An interval is
    /// undefined (NaN, which is inconclusive) unless two groups are left to compare.
    /// </summary>
    /// <param name="group">The group of each example, numbered from 0.</param>
    /// <param name="isActual">Whether yes is right.</param>
    /// <param name="isPredicted">Whether the model says yes.</param>
    /// <exception cref="ArgumentException">There are not as many values of one as of the other.</exception>
    public static GroupFairness Measure(
        ReadOnlySpan<int> group,
        ReadOnlySpan<bool> isActual,
        ReadOnlySpan<bool> isPredicted,
        int minimumSupport,
        BootstrapOptions options
    )
    {
        var counts = GroupCounts.Of(group, isActual, isPredicted);
        var all = counts.Where(g => g.Examples >= minimumSupport).ToArray();
        var positives = all.Where(g => g.Positives >= minimumSupport).ToArray();
        var both = positives.Where(g => g.Negatives >= minimumSupport).ToArray();
        return new GroupFairness(
            Compare(all, groups => Spread(groups, g => g.SelectionRate), options),
            Compare(all, groups => Ratio(groups, g => g.SelectionRate), options),
            Compare(positives, groups => Spread(groups, g => g.TruePositiveRate), options),
            Compare(both, OddsSpread, options),
            [.. counts.Select(g => GroupRates.Of(g, minimumSupport))]
        );
    }

    private static double OddsSpread(GroupCounts[] groups) =>
        Math.Max(Spread(groups, g => g.TruePositiveRate), Spread(groups, g => g.FalsePositiveRate));

    // Undefined where a rate is: Min gives NaN if there is one, Max passes it over.
    private static double Spread(GroupCounts[] groups, Func<GroupCounts, double> rate) =>
        groups.Max(rate) - groups.Min(rate);

    // Where nobody is told yes, all are treated alike.
    private static double Ratio(GroupCounts[] groups, Func<GroupCounts, double> rate) =>
        groups.Max(rate) is var greatest and not 0 ? groups.Min(rate) / greatest : 1;

    private static Interval Compare(
        GroupCounts[] groups,
        Func<GroupCounts[], double> statistic,
        BootstrapOptions options
    )
    {
        var cells = groups.SelectMany(g => g.Cells).ToArray();
        return groups.Length < 2
            ? Interval.Undefined(options, (int)cells.Sum())
            : CellBootstrap.Of(cells, () => drawn => statistic(GroupCounts.FromCells(groups, drawn)), options);
    }
}

/// <summary>What the model says of a group.</summary>
/// <param name="Group">The group's number.</param>
/// <param name="Examples">How many examples it has.</param>
/// <param name="SelectionRate">Share of yes.</param>
/// <param name="TruePositiveRate">Share of yes among those for whom yes is right; NaN if there are none.</param>
/// <param name="FalsePositiveRate">Share of yes among those for whom no is right; NaN if there are none.</param>
/// <param name="IsCompared">Whether it has enough examples to be compared at all.</param>
public sealed record GroupRates(
    int Group,
    long Examples,
    double SelectionRate,
    double TruePositiveRate,
    double FalsePositiveRate,
    bool IsCompared
)
{
    internal static GroupRates Of(GroupCounts counts, int minimumSupport) =>
        new(
            counts.Group,
            counts.Examples,
            counts.SelectionRate,
            counts.TruePositiveRate,
            counts.FalsePositiveRate,
            counts.Examples >= minimumSupport
        );
}
