using Gradus.Protocol.Serving;
using Gradus.Serving.Models;

namespace Gradus.Serving.Reporting;

/// <summary>What is told of a lineup.</summary>
internal static class Report
{
    public static GatewayReportDto Of(Lineup lineup) =>
        new(
            lineup.Current is { } current ? Of(current) : null,
            lineup.Split is { } split ? Of(split.Candidate) : null,
            lineup.Split?.Step.Id,
            lineup.Problem
        );

    private static ServedVersionDto Of(ServedVersion version)
    {
        var count = version.Count.Read();
        return new ServedVersionDto(
            version.Number,
            version.Digest,
            new ServedTrafficDto(count.Requests, count.Failures, count.Latency.Counts, count.Compared, count.Agreed)
        );
    }
}
