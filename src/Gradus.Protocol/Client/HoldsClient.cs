using Gradus.Protocol.Holds;

namespace Gradus.Protocol.Client;

/// <summary>Stops on promotion.</summary>
public sealed class HoldsClient
{
    private readonly GradusHttp _http;

    internal HoldsClient(GradusHttp http) => _http = http;

    /// <summary>The holds in force, or all of the latest, newest first.</summary>
    public Task<HoldListDto> ListAsync(bool all = false, CancellationToken cancel = default) =>
        _http.GetAsync(
            new Route("/holds").Query("all", all ? "true" : null).ToString(),
            ProtocolJson.Default.HoldListDto,
            cancel
        );

    /// <summary>Puts a hold.</summary>
    public Task<HoldDto> PutAsync(PutHoldDto hold, CancellationToken cancel = default) =>
        _http.SendAsync(
            HttpMethod.Post,
            "/holds",
            hold,
            ProtocolJson.Default.PutHoldDto,
            ProtocolJson.Default.HoldDto,
            cancel
        );

    /// <summary>Lifts a hold.</summary>
    public Task<HoldDto> LiftAsync(string id, CancellationToken cancel = default) =>
        _http.PostAsync(Route.Path($"/holds/{id}/lift"), ProtocolJson.Default.HoldDto, cancel);
}
