using Gradus.Protocol.Stages;

namespace Gradus.Protocol.Client;

/// <summary>The registered stages.</summary>
public sealed class StagesClient
{
    private readonly GradusHttp _http;

    internal StagesClient(GradusHttp http) => _http = http;

    /// <summary>All stages in their order.</summary>
    public Task<StageListDto> ListAsync(CancellationToken cancel = default) =>
        _http.GetAsync("/stages", ProtocolJson.Default.StageListDto, cancel);

    /// <summary>The stage of exactly this name.</summary>
    public Task<StageDto> GetAsync(string stage, CancellationToken cancel = default) =>
        _http.GetAsync(Route.Path($"/stages/{stage}"), ProtocolJson.Default.StageDto, cancel);

    /// <summary>Registers a stage.</summary>
    public Task<StageDto> CreateAsync(CreateStageDto stage, CancellationToken cancel = default) =>
        _http.SendAsync(
            HttpMethod.Post,
            "/stages",
            stage,
            ProtocolJson.Default.CreateStageDto,
            ProtocolJson.Default.StageDto,
            cancel
        );

    /// <summary>Describes a stage, moves it in the order, or changes how many versions it may hold.</summary>
    public Task<StageDto> UpdateAsync(string stage, UpdateStageDto change, CancellationToken cancel = default) =>
        _http.SendAsync(
            HttpMethod.Patch,
            Route.Path($"/stages/{stage}"),
            change,
            ProtocolJson.Default.UpdateStageDto,
            ProtocolJson.Default.StageDto,
            cancel
        );

    /// <summary>Deletes a stage that holds nothing.</summary>
    public Task DeleteAsync(string stage, CancellationToken cancel = default) =>
        _http.DeleteAsync(Route.Path($"/stages/{stage}"), cancel);
}
