using Gradus.Core.Artifacts;
using Gradus.Core.Errors;
using Gradus.Core.Models;
using Gradus.Core.Serving;
using Gradus.Protocol.Serving;

namespace Gradus.Server.Api.Serving;

/// <summary>Reads what a gateway says: nothing of it is believed that cannot be.</summary>
internal static class ReportReading
{
    private const int MaxSplit = 200;

    /// <summary>The report, or what is wrong with it. The time is set when it is kept.</summary>
    public static Result<GatewayReport> Read(string gateway, GatewayReportDto report)
    {
        if ((FindProblem(report.Answering, "answering") ?? FindProblem(report.Candidate, "candidate")) is { } wrong)
        {
            return wrong;
        }

        foreach (var (text, field) in ((string?, string)[])[(report.Problem, "problem"), (report.Split, "split")])
        {
            if (text is not null && !Text.IsPrintable(text))
            {
                return Error.Invalid($"'{field}' must be one line of characters that can be printed.", field);
            }
        }

        return Text.Parse(report.Problem, "problem", GatewayReport.MaxProblemLength)
            .Then(problem =>
                Text.Parse(report.Split, "split", MaxSplit)
                    .Map(split => new GatewayReport(
                        gateway,
                        DateTimeOffset.UnixEpoch,
                        Read(report.Answering),
                        Read(report.Candidate),
                        string.IsNullOrEmpty(split) ? null : split,
                        string.IsNullOrEmpty(problem) ? null : problem
                    ))
            );
    }

    private static Error? FindProblem(ServedVersionDto? served, string field) =>
        served is null ? null
        : served.Version < 1 || !Digest.Parse(served.Digest).IsOk
            ? Error.Invalid($"'{field}' must have a version's number and its digest, 'sha256:…'.", field)
        : served.Traffic is not { } traffic || !FitTogether(traffic)
            ? Error.Invalid(
                $"'{field}.traffic' must have counts that fit together: {LatencyHistogram.Buckets} of 'latency', none "
                    + "negative, which with the failures make up the requests, and no more agreed than compared.",
                $"{field}.traffic"
            )
        : null;

    private static bool FitTogether(ServedTrafficDto traffic) =>
        traffic.Latency is { Count: LatencyHistogram.Buckets } latency
        && latency.All(IsCount)
        && IsCount(traffic.Requests)
        && IsCount(traffic.Failures)
        && latency.Sum() == traffic.Requests - traffic.Failures
        && traffic.Compared is >= 0
        && traffic.Compared <= traffic.Requests
        && traffic.Agreed >= 0
        && traffic.Agreed <= traffic.Compared;

    // So small that those of many gateways can be added.
    private static bool IsCount(long count) => count is >= 0 and <= 1L << 50;

    private static ServedVersion? Read(ServedVersionDto? served) =>
        served is null
            ? null
            : new ServedVersion(
                served.Version,
                Digest.Parse(served.Digest).Value.ToString(),
                new ServedTraffic(
                    served.Traffic.Requests,
                    served.Traffic.Failures,
                    new LatencyHistogram(served.Traffic.Latency),
                    served.Traffic.Compared,
                    served.Traffic.Agreed
                )
            );
}
