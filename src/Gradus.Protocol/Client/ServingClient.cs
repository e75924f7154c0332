using Gradus.Protocol.Serving;

namespace Gradus.Protocol.Client;

/// <summary>Who is to answer at a stage, and who does.</summary>
public sealed class ServingClient
{
    private readonly GradusHttp _http;

    internal ServingClient(GradusHttp http) => _http = http;

    /// <summary>Who is to answer at a stage, and for which share of the requests.</summary>
    public Task<TrafficDto> GetTrafficAsync(string model, string stage, CancellationToken cancel = default) =>
        _http.GetAsync(Route.Path($"/models/{model}/stages/{stage}/traffic"), ProtocolJson.Default.TrafficDto, cancel);

    /// <summary>What gateways have said of a stage.</summary>
    public Task<GatewayListDto> ListGatewaysAsync(string model, string stage, CancellationToken cancel = default) =>
        _http.GetAsync(
            Route.Path($"/models/{model}/stages/{stage}/gateways"),
            ProtocolJson.Default.GatewayListDto,
            cancel
        );

    /// <summary>Says what a gateway serves at a stage.</summary>
    public Task ReportAsync(
        string model,
        string stage,
        string gateway,
        GatewayReportDto report,
        CancellationToken cancel = default
    ) =>
        _http.PutAsync(
            Route.Path($"/models/{model}/stages/{stage}/gateways/{gateway}"),
            report,
            ProtocolJson.Default.GatewayReportDto,
            cancel
        );
}
