using System.Text.Json;
using Gradus.Artifacts.Local;
using Gradus.Core.Datasets;
using Gradus.Core.Errors;
using Gradus.Core.Evaluations;
using Gradus.Protocol;
using Gradus.Protocol.Comparisons;

namespace Gradus.Server.Api.Comparisons;

/// <summary>Reads what a worker left of a comparison. It is a worker's word: what is too large or not whole is not shown.</summary>
internal static class ComparisonReports
{
    /// <summary>The most bytes of a report.</summary>
    public const long MaxBytes = 8L << 20;

    private const int MostClasses = 50;
    private const int MostMetrics = 100;
    private const int MostCurves = 10;
    private const int MostLost = 50;

    /// <summary>The report; the refusal says why there is none to show.</summary>
    public static async Task<Result<ComparisonReportDto>> ReadAsync(
        OutputFile output,
        LocalBlobStore blobs,
        CancellationToken cancellationToken
    )
    {
        if (output.Size > MaxBytes)
        {
            return Unreadable(output);
        }

        if (!blobs.OpenVerified(output.Digest, output.Size).Try(out var stream, out var corrupt))
        {
            return corrupt;
        }

        await using var _ = stream;
        try
        {
            var report = await JsonSerializer.DeserializeAsync(
                stream,
                ProtocolJson.Default.ComparisonReportDto,
                cancellationToken
            );
            return report is not null && IsWhole(report) ? report : Unreadable(output);
        }
        catch (JsonException)
        {
            return Unreadable(output);
        }
    }

    private static bool IsWhole(ComparisonReportDto report) =>
        report
            is {
                Classes.Count: <= MostClasses,
                Metrics.Count: <= MostMetrics,
                Slices.Count: <= Slice.Most,
                Lost.Count: <= MostLost
            }
        && IsWhole(report.Candidate)
        && IsWhole(report.Incumbent)
        && DatasetTasks.Parse(report.Task ?? "").Try(out var task, out _)
        && report.Metrics.Any(metric => metric?.Metric == ComparisonNames.ComparedOn(task)[0])
        && (task == DatasetTask.Classification) == report.OnlyCandidate.HasValue
        && report.OnlyCandidate.HasValue == report.OnlyIncumbent.HasValue
        && report.Slices.All(slice => slice is { Column: not null, Value: not null });

    private static bool IsWhole(AnswerCurvesDto? curves) =>
        curves
            is {
                Roc.Count: <= MostCurves,
                Reliability.Count: <= MostClasses,
                Confusion.Count: <= MostClasses * MostClasses
            }
        && curves.Roc.All(curve => curve is { Class: not null, Points: not null })
        && curves.Reliability.All(bin => bin is not null)
        && curves.Confusion.All(cell => cell is { Actual: not null, Predicted: not null });

    private static Error Unreadable(OutputFile output) =>
        Error.Conflict($"The report {output.Digest} that a worker left cannot be read; compare anew.");
}
