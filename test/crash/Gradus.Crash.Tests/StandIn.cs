using System.Net;
using System.Net.Http.Json;
using Gradus.Protocol;
using Gradus.Protocol.Work;

namespace Gradus.Crash.Tests;

/// <summary>Stands in for a worker: takes one piece of work of whatever kind and says that all is well.</summary>
internal static class StandIn
{
    /// <summary>Does a piece of work; false if there is none.</summary>
    public static async Task<bool> WorkAsync(Uri server)
    {
        using var http = new HttpClient { BaseAddress = server };
        var leased = await http.PostAsJsonAsync(
            "/api/v1/work/lease",
            new LeaseRequestDto("stand-in", 1),
            ProtocolJson.Default.LeaseRequestDto
        );
        if (leased.StatusCode == HttpStatusCode.NoContent)
        {
            return false;
        }

        var work = (await leased.EnsureSuccessStatusCode().Content.ReadFromJsonAsync(ProtocolJson.Default.WorkDto))!;
        var answered = await http.PostAsJsonAsync(
            $"/api/v1/work/{work.Id}/outcome",
            work.Kind == "evaluate" ? Measured(work) : Passed(work),
            ProtocolJson.Default.OutcomeDto
        );
        answered.EnsureSuccessStatusCode();
        answered.StatusCode.ShouldBe(HttpStatusCode.NoContent);
        return true;
    }

    private static OutcomeDto Measured(WorkDto work) =>
        new(
            work.Lease,
            "stand-in",
            "measured",
            null,
            new MeasurementDto(
                new Dictionary<string, double> { ["accuracy"] = 0.9, ["latency_p95_ms"] = 1 },
                2,
                work.Artifact.Digest,
                work.Dataset!.Digest,
                "stand-in 1",
                "none 1",
                1,
                2
            )
        );

    private static OutcomeDto Passed(WorkDto work) =>
        new(
            work.Lease,
            "stand-in",
            "passed",
            null,
            null,
            new FindingDto(new Dictionary<string, double>(), work.Artifact.Digest, "stand-in 1", null, 1, 2)
        );
}
