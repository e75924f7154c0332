using System.Net;
using System.Net.Http.Json;
using System.Text;
using Gradus.Core.Artifacts;
using Gradus.Protocol;
using Gradus.Protocol.Work;

namespace Gradus.Server.Tests.Promotions;

/// <summary>A worker that measures nothing and answers what a test tells it.</summary>
internal sealed class FakeWorker(TestServer server, string name = "fake")
{
    /// <summary>Takes a piece of work; null if there is none.</summary>
    public async Task<WorkDto?> FindWorkAsync(string? runners = null)
    {
        using var answer = await server.Http.PostAsJsonAsync(
            "/api/v1/work/lease",
            new LeaseRequestDto(name, 0, runners),
            ProtocolJson.Default.LeaseRequestDto
        );
        return answer.StatusCode == HttpStatusCode.NoContent
            ? null
            : await answer.EnsureSuccessStatusCode().Content.ReadFromJsonAsync(ProtocolJson.Default.WorkDto);
    }

    /// <summary>Takes a piece of work that must come: the server needs a moment to ask for it.</summary>
    public async Task<WorkDto> GetWorkAsync(string? runners = null)
    {
        for (var i = 0; i < 600; i++)
        {
            if (await FindWorkAsync(runners) is { } work)
            {
                return work;
            }

            await Task.Delay(50);
        }

        throw new TimeoutException("The server asked for no work.");
    }

    public async Task<WireAnswer> HeartbeatAsync(WorkDto work) =>
        await SendAsync(
            $"/api/v1/work/{work.Id}/heartbeat",
            JsonContent.Create(new HeartbeatDto(work.Lease), ProtocolJson.Default.HeartbeatDto)
        );

    /// <summary>Says what was measured on the work's own bytes.</summary>
    public Task<WireAnswer> MeasureAsync(WorkDto work, params (string Name, double Value)[] metrics) =>
        AnswerAsync(Measured(work, metrics), work);

    public Task<WireAnswer> AnswerAsync(OutcomeDto outcome, WorkDto work) =>
        SendAsync($"/api/v1/work/{work.Id}/outcome", JsonContent.Create(outcome, ProtocolJson.Default.OutcomeDto));

    public Task<WireAnswer> FailAsync(WorkDto work, string outcome, string? reason) =>
        AnswerAsync(new OutcomeDto(work.Lease, name, outcome, reason, null), work);

    /// <summary>Sends a file that the work left, under its digest or another.</summary>
    public Task<WireAnswer> PutOutputAsync(WorkDto work, string text, string? digest = null)
    {
        var bytes = Encoding.UTF8.GetBytes(text);
        var hex = Digest.Parse(digest ?? Digest.Of(bytes).ToString()).Value.Hex;
        var path = $"/api/v1/work/{work.Id}/outputs/{hex}";
        return server.SendAsync("PUT", path, new ByteArrayContent(bytes), ("Gradus-Lease", work.Lease));
    }

    public OutcomeDto Measured(WorkDto work, params (string Name, double Value)[] metrics) =>
        new(
            work.Lease,
            name,
            "measured",
            null,
            new MeasurementDto(
                metrics.ToDictionary(metric => metric.Name, metric => metric.Value),
                100,
                work.Artifact.Digest,
                work.Dataset!.Digest,
                "Fake 1.0",
                "No runtime 1.0",
                1_700_000_000_000,
                1_700_000_001_000
            )
        );

    private Task<WireAnswer> SendAsync(string path, HttpContent content) => server.SendAsync("POST", path, content);
}
