using Gradus.Evaluation.Statistics;

namespace Gradus.Evaluation.Fairness;

/// <summary>How often yes was right or not and was said or not, in one group.</summary>
internal readonly record struct GroupCounts(
    int Group,
    long TruePositives,
    long FalseNegatives,
    long FalsePositives,
    long TrueNegatives
)
{
    /// <summary>The groups that occur, in ascending order.</summary>
    /// <exception cref="ArgumentException">There are not as many values of one as of the other.</exception>
    public static GroupCounts[] Of(ReadOnlySpan<int> group, ReadOnlySpan<bool> isActual, ReadOnlySpan<bool> isPredicted)
    {
        Pairs.MustMatch(group.Length, isActual.Length);
        Pairs.MustMatch(group.Length, isPredicted.Length);
        var counts = new SortedDictionary<int, GroupCounts>();
        for (var i = 0; i < group.Length; i++)
        {
            var so = counts.TryGetValue(group[i], out var found) ? found : new GroupCounts(group[i], 0, 0, 0, 0);
            counts[group[i]] = (isActual[i], isPredicted[i]) switch
            {
                (true, true) => so with { TruePositives = so.TruePositives + 1 },
                (true, false) => so with { FalseNegatives = so.FalseNegatives + 1 },
                (false, true) => so with { FalsePositives = so.FalsePositives + 1 },
                (false, false) => so with { TrueNegatives = so.TrueNegatives + 1 },
            };
        }

        return [.. counts.Values];
    }

    /// <summary>The same groups with other counts, four a group as in <see cref="Cells"/>.</summary>
    public static GroupCounts[] FromCells(GroupCounts[] groups, ReadOnlySpan<long> cells)
    {
        var result = new GroupCounts[groups.Length];
        for (var i = 0; i < groups.Length; i++)
        {
            var own = cells.Slice(4 * i, 4);
            result[i] = new GroupCounts(groups[i].Group, own[0], own[1], own[2], own[3]);
        }

        return result;
    }

    /// <summary>The four counts.</summary>
    public long[] Cells => [TruePositives, FalseNegatives, FalsePositives, TrueNegatives];

    /// <summary>How many examples there are.</summary>
    public long Examples => Positives + Negatives;

    /// <summary>For how many yes is right.</summary>
    public long Positives => TruePositives + FalseNegatives;

    /// <summary>For how many no is right.</summary>
    public long Negatives => FalsePositives + TrueNegatives;

    /// <summary>Share of yes; NaN of nothing.</summary>
    public double SelectionRate => (double)(TruePositives + FalsePositives) / Examples;

    /// <summary>Share of yes where yes is right; NaN of nothing.</summary>
    public double TruePositiveRate => (double)TruePositives / Positives;

    /// <summary>Share of yes where no is right; NaN of nothing.</summary>
    public double FalsePositiveRate => (double)FalsePositives / Negatives;
}
