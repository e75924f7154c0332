using System.Globalization;
using Gradus.Cli.Screen;
using Gradus.Core.Datasets;
using Gradus.Core.Evaluations;
using Gradus.Protocol.Comparisons;

namespace Gradus.Cli.Comparisons;

/// <summary>A comparison on the terminal.</summary>
internal static class ComparisonReport
{
    private const double Level = 0.05;

    public static void Print(Terminal terminal, ComparisonDto comparison, string? file)
    {
        var names = $"{comparison.Model}: version {comparison.Candidate} beside version {comparison.Incumbent}";
        if (comparison.Report is not { } report)
        {
            terminal.Line(
                comparison.State == "failed"
                    ? Tone.Bad.Of($"{names} cannot be compared: {comparison.Reason}.")
                    : Tone.Doubtful.Of($"{names}: workers have not come that far yet; ask again.")
            );
            return;
        }

        terminal.Line(
            Tone.Heading.Of(
                $"{names}, on {comparison.Dataset} ({report.Examples} {TaskOf(report).Unit(report.Examples)})"
            )
        );
        var table = new Table(
            "metric",
            $"v{comparison.Candidate}",
            $"v{comparison.Incumbent}",
            "difference",
            "interval",
            "says"
        );
        foreach (var metric in report.Metrics.Where(metric => double.IsFinite(metric.Difference)))
        {
            table.Row(
                metric.Metric,
                Shown.Number(metric.Candidate),
                Shown.Number(metric.Incumbent),
                Signed(metric.Difference),
                $"{Signed(metric.Lower)} … {Signed(metric.Upper)}",
                Says(metric)
            );
        }

        table.Print(terminal, "No metric of both is defined.");
        terminal.Line();
        terminal.Line(
            report is { OnlyCandidate: { } mine, OnlyIncumbent: { } theirs, MidP: { } midP }
                ? string.Create(
                    CultureInfo.InvariantCulture,
                    $"Right on version {comparison.Candidate} only: {mine}; on version {comparison.Incumbent} only: {theirs}. McNemar's mid-p: {(midP < 0.0001 ? "below 0.0001" : midP.ToString("0.####", CultureInfo.InvariantCulture))}."
                )
                : "McNemar's test and ROC curves are of answers that are right or wrong; these are numbers."
        );
        PrintSlices(terminal, report);
        if (file is not null)
        {
            terminal.Line($"The report with its plots is in {file}.");
        }
    }

    private static void PrintSlices(Terminal terminal, ComparisonReportDto report)
    {
        var significant = report.Slices.Where(slice => slice.AdjustedP < Level).ToList();
        foreach (var slice in significant)
        {
            terminal.Line(PartLine(slice, TaskOf(report)));
        }

        if (significant.Count == 0)
        {
            terminal.Line(Tone.Faint.Of("No part of the data is answered significantly otherwise."));
        }
    }

    private static Piece PartLine(SliceDifferenceDto slice, DatasetTask task)
    {
        var metric = ComparisonNames.ComparedOn(task)[0];
        var isWorse = MetricDirection.LowerIsBetter(metric)
            ? slice.Candidate > slice.Incumbent
            : slice.Candidate < slice.Incumbent;
        var values =
            task == DatasetTask.Classification
                ? string.Create(
                    CultureInfo.InvariantCulture,
                    $"{slice.Candidate:P1} right instead of {slice.Incumbent:P1}"
                )
                : $"{metric} {Shown.Number(slice.Candidate)} instead of {Shown.Number(slice.Incumbent)}";
        return (isWorse ? Tone.Bad : Tone.Good).Of(
            string.Create(
                CultureInfo.InvariantCulture,
                $"Where {slice.Column} is {slice.Value}: {values} ({slice.Examples} {task.Unit(slice.Examples)})."
            )
        );
    }

    private static DatasetTask TaskOf(ComparisonReportDto report) =>
        DatasetTasks.Parse(report.Task).Try(out var task, out _) ? task : DatasetTask.Classification;

    private static Piece Says(MetricDifferenceDto metric) =>
        NonInferiority.Of(metric.Metric, metric.Lower, metric.Upper, margin: 0) switch
        {
            Standing.Superior => Tone.Good.Of("better"),
            Standing.Inferior => Tone.Bad.Of("worse"),
            _ => Tone.Faint.Of("does not tell"),
        };

    private static string Signed(double value) =>
        !double.IsFinite(value) ? "–"
        : value < 0 ? $"−{Shown.Number(-value)}"
        : $"{(value > 0 ? "+" : "")}{Shown.Number(value)}";
}
