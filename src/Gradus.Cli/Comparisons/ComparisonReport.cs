using System.Globalization;
using Gradus.Cli.Screen;
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

        terminal.Line(Tone.Heading.Of($"{names}, on {comparison.Dataset} ({report.Examples} examples)"));
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
            string.Create(
                CultureInfo.InvariantCulture,
                $"Right on version {comparison.Candidate} only: {report.OnlyCandidate}; on version {comparison.Incumbent} only: {report.OnlyIncumbent}. McNemar's mid-p: {(report.MidP < 0.0001 ? "below 0.0001" : report.MidP.ToString("0.####", CultureInfo.InvariantCulture))}."
            )
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
            var tone = slice.Candidate < slice.Incumbent ? Tone.Bad : Tone.Good;
            terminal.Line(
                tone.Of(
                    string.Create(
                        CultureInfo.InvariantCulture,
                        $"Where {slice.Column} is {slice.Value}: {slice.Candidate:P1} right instead of {slice.Incumbent:P1} ({slice.Examples} examples)."
                    )
                )
            );
        }

        if (significant.Count == 0)
        {
            terminal.Line(Tone.Faint.Of("No part of the data is answered significantly otherwise."));
        }
    }

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
