using Gradus.Core.Datasets;
using Gradus.Core.Evaluations;
using Gradus.Protocol.Comparisons;

namespace Gradus.Server.Reports;

/// <summary>What a page says of a comparison in words.</summary>
/// <param name="Comparison">The comparison.</param>
/// <param name="Report">Its numbers.</param>
internal sealed record ComparisonView(ComparisonDto Comparison, ComparisonReportDto Report)
{
    private const double Level = 0.05;

    /// <summary>The metrics that both have.</summary>
    public IReadOnlyList<MetricDifferenceDto> Metrics =>
        [.. Report.Metrics.Where(metric => double.IsFinite(metric.Candidate) && double.IsFinite(metric.Incumbent))];

    /// <summary>The parts of the data that only one of the two loses, as far as chance does not explain it.</summary>
    public IReadOnlyList<SliceDifferenceDto> Significant => [.. Report.Slices.Where(slice => slice.AdjustedP < Level)];

    /// <summary>What a metric's interval says of the candidate: "better", "worse", or null if it does not tell.</summary>
    public static string? Says(MetricDifferenceDto metric) =>
        NonInferiority.Of(metric.Metric, metric.Lower, metric.Upper, margin: 0) switch
        {
            Standing.Superior => "better",
            Standing.Inferior => "worse",
            _ => null,
        };

    /// <summary>What the versions were asked.</summary>
    public DatasetTask Task => DatasetTasks.Parse(Report.Task).Value;

    /// <summary>Whether answers are right or wrong; numbers are only nearer or farther.</summary>
    public bool HasRightAnswers => Task == DatasetTask.Classification;

    /// <summary>How many examples, or queries, there are.</summary>
    public string Count => $"{Report.Examples} {Task.Unit(Report.Examples)}";

    /// <summary>What is counted in a part.</summary>
    public string Unit => Task.Unit(2);

    /// <summary>What a part of the data is compared by, e.g. "right" or "mae".</summary>
    public string PartMetric => HasRightAnswers ? "right" : ComparisonNames.ComparedOn(Task)[0];

    /// <summary>Whether the candidate is worse on a part.</summary>
    public bool IsWorse(SliceDifferenceDto slice) =>
        MetricDirection.LowerIsBetter(PartMetric)
            ? slice.Candidate > slice.Incumbent
            : slice.Candidate < slice.Incumbent;

    /// <summary>A value of a part of the data.</summary>
    public string PartValue(double value) => HasRightAnswers ? Figure.Percent(value) : Figure.Of(value);

    /// <summary>The whole in one sentence.</summary>
    public string Summary => HasRightAnswers ? OfAnswers : OfNumbers;

    private string OfNumbers
    {
        get
        {
            var metric = Report.Metrics.First(one => one.Metric == PartMetric);
            var difference = Says(metric) switch
            {
                { } says => $"Version {Comparison.Candidate} is {says} than version {Comparison.Incumbent}",
                _ =>
                    $"The data do not tell whether version {Comparison.Candidate} or version {Comparison.Incumbent} is better",
            };
            return $"{difference}: on {Count} {metric.Metric} is {Figure.Of(metric.Candidate)} instead of {Figure.Of(metric.Incumbent)}. "
                + "McNemar's test and ROC curves are of answers that are right or wrong; these are numbers.";
        }
    }

    private string OfAnswers
    {
        get
        {
            var accuracy = Report.Metrics.First(metric => metric.Metric == MetricNames.Accuracy);
            var (mine, theirs) = (Report.OnlyCandidate, Report.OnlyIncumbent);
            var difference = Says(accuracy) switch
            {
                "better" => $"Version {Comparison.Candidate} is right more often than version {Comparison.Incumbent}",
                "worse" => $"Version {Comparison.Candidate} is right less often than version {Comparison.Incumbent}",
                _ =>
                    $"The data do not tell whether version {Comparison.Candidate} or version {Comparison.Incumbent} is right more often",
            };
            return $"{difference}: of {Report.Examples} examples {mine} are answered right by version {Comparison.Candidate} only, and "
                + $"{theirs} by version {Comparison.Incumbent} only (McNemar's mid-p {Figure.P(Report.MidP ?? double.NaN)}).";
        }
    }
}
