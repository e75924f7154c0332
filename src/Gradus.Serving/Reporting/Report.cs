using System.Text;
using Gradus.Core.Serving;
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
            lineup.Problem is { } problem ? OneLine(problem) : null
        );

    // A model's process may have written anything, of any length.
    private static string OneLine(string problem) =>
        string.Concat(
            problem
                .EnumerateRunes()
                .Take(GatewayReport.MaxProblemLength)
                .Select(rune => Rune.IsControl(rune) ? " " : rune.ToString())
        );

    private static ServedVersionDto Of(Models.ServedVersion version)
    {
        var count = version.Count.Read();
        return new ServedVersionDto(
            version.Number,
            version.Digest,
            new ServedTrafficDto(count.Requests, count.Failures, count.Latency.Counts, count.Compared, count.Agreed)
        );
    }
}
