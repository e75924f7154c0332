using Gradus.Core.Evaluations;
using Gradus.Evaluation.Metrics;

namespace Gradus.Evaluation.Statistics;

/// <summary>
/// Confidence intervals of the metrics of labels, those too that are not means (F1, balanced accuracy…), bias-corrected and
/// accelerated. Classes are numbered from 0. What is drawn is how often each combination of true class and both models'
/// answers occurs, which is drawing examples with replacement in a time that does not grow with their number.
/// </summary>
public static class LabelBootstrap
{
    /// <summary>Whether <paramref name="metric"/> (<see cref="MetricNames"/>) is one of labels alone.</summary>
    public static bool Has(string metric) => LabelMetrics.ByName.ContainsKey(metric);

    /// <summary>The interval of one model's metric.</summary>
    /// <param name="metric">Its name (<see cref="MetricNames"/>); must be one that <see cref="Has"/>.</param>
    /// <param name="positive">The class that binary metrics are about; null leaves those undefined.</param>
    public static Interval Metric(
        string metric,
        ReadOnlySpan<int> actual,
        ReadOnlySpan<int> predicted,
        int? positive,
        BootstrapOptions options
    )
    {
        Pairs.MustMatch(actual.Length, predicted.Length);
        var (cells, counts) = Cells(actual, predicted, predicted);
        var of = LabelMetrics.ByName[metric];
        return CellBootstrap.Of(counts, () => Statistic(cells, one => of(one, positive)), options);
    }

    /// <summary>The interval of metric(candidate) − metric(incumbent), of answers to the same examples in the same order.</summary>
    /// <param name="metric">Its name (<see cref="MetricNames"/>); must be one that <see cref="Has"/>.</param>
    /// <param name="positive">The class that binary metrics are about; null leaves those undefined.</param>
    /// <exception cref="ArgumentException">There are not as many values of one as of the other.</exception>
    public static Interval Difference(
        string metric,
        ReadOnlySpan<int> actual,
        ReadOnlySpan<int> candidate,
        ReadOnlySpan<int> incumbent,
        int? positive,
        BootstrapOptions options
    )
    {
        Pairs.MustMatch(actual.Length, candidate.Length);
        Pairs.MustMatch(actual.Length, incumbent.Length);
        var (cells, counts) = Cells(actual, candidate, incumbent);
        var of = LabelMetrics.ByName[metric];
        var estimate = Difference(cells, one => of(one, positive))(counts);
        if (estimate >= 0)
        {
            return CellBootstrap.Of(counts, () => Difference(cells, one => of(one, positive)), options);
        }

        // Drawn from the better one's side, so that the interval does not depend on who is the candidate.
        (cells, counts) = Cells(actual, incumbent, candidate);
        return CellBootstrap.Of(counts, () => Difference(cells, one => of(one, positive)), options).Negated();
    }

    private static Func<long[], double> Statistic(Cell[] cells, Func<LabelCounts, double> of)
    {
        var labels = new LabelCounts();
        return counts =>
        {
            labels.Clear();
            for (var i = 0; i < cells.Length; i++)
            {
                labels.Add(cells[i].Actual, cells[i].Candidate, counts[i]);
            }

            return of(labels);
        };
    }

    private static Func<long[], double> Difference(Cell[] cells, Func<LabelCounts, double> of)
    {
        var candidate = Statistic(cells, of);
        var incumbent = Statistic([.. cells.Select(cell => cell with { Candidate = cell.Incumbent })], of);
        return counts => candidate(counts) - incumbent(counts);
    }

    // In an order of their own, so that the interval does not depend on that of the examples.
    private static (Cell[] Cells, long[] Counts) Cells(
        ReadOnlySpan<int> actual,
        ReadOnlySpan<int> candidate,
        ReadOnlySpan<int> incumbent
    )
    {
        var counts = new SortedDictionary<Cell, long>();
        for (var i = 0; i < actual.Length; i++)
        {
            var cell = new Cell(actual[i], candidate[i], incumbent[i]);
            counts[cell] = counts.GetValueOrDefault(cell) + 1;
        }

        return ([.. counts.Keys], [.. counts.Values]);
    }

    private readonly record struct Cell(int Actual, int Candidate, int Incumbent) : IComparable<Cell>
    {
        public int CompareTo(Cell other) =>
            (Actual, Candidate, Incumbent).CompareTo((other.Actual, other.Candidate, other.Incumbent));
    }
}
