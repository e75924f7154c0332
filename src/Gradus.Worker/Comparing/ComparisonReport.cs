using Gradus.Core.Datasets;
using Gradus.Evaluation.Comparing;
using Gradus.Evaluation.Statistics;
using Gradus.Protocol.Comparisons;

namespace Gradus.Worker.Comparing;

/// <summary>A comparison as it goes over the wire. What nobody could look at is left out.</summary>
internal static class ComparisonReport
{
    private const int MostClasses = 50;

    /// <summary>The report.</summary>
    public static ComparisonReportDto Of(ModelComparison comparison, BootstrapOptions options) =>
        new(
            comparison.Task.Word(),
            comparison.Examples,
            options.Confidence,
            options.Resamples,
            options.Seed,
            comparison.Classes.Count <= MostClasses ? comparison.Classes : [],
            [
                .. comparison.Metrics.Select(one => new MetricDifferenceDto(
                    one.Metric,
                    one.Candidate,
                    one.Incumbent,
                    one.Difference.Estimate,
                    one.Difference.Lower,
                    one.Difference.Upper
                )),
            ],
            comparison.Pairs?.OnlyCandidate,
            comparison.Pairs?.OnlyIncumbent,
            comparison.Pairs?.ExactP,
            comparison.Pairs?.MidP,
            comparison.Pairs is null ? null : comparison.Detectable,
            Of(comparison.Candidate),
            Of(comparison.Incumbent),
            [
                .. comparison.Slices.Select(slice => new SliceDifferenceDto(
                    slice.Column,
                    slice.Value,
                    slice.Examples,
                    slice.Candidate,
                    slice.Incumbent,
                    slice.PValue,
                    slice.AdjustedP
                )),
            ],
            comparison.Lost
        );

    private static AnswerCurvesDto Of(AnswerCurves curves) =>
        new(
            [
                .. curves.Roc.Select(curve => new RocCurveDto(
                    curve.Class,
                    curve.Area,
                    [.. curve.Points.Select(point => new[] { point.FalsePositiveRate, point.TruePositiveRate })]
                )),
            ],
            [
                .. curves.Reliability.Select(point => new ReliabilityDto(
                    point.Examples,
                    point.Confidence,
                    point.Accuracy
                )),
            ],
            [
                .. curves
                    .Confusion.Take(MostClasses * MostClasses)
                    .Select(cell => new ConfusionDto(cell.Actual, cell.Predicted, cell.Examples)),
            ]
        );
}
