using Gradus.Protocol.Stages;

namespace Gradus.Protocol.Client;

/// <summary>Who moved what when, and who was where at a time.</summary>
public sealed class HistoryClient
{
    private readonly GradusHttp _http;

    internal HistoryClient(GradusHttp http) => _http = http;

    /// <summary>One page of a model's transitions, newest first.</summary>
    /// <param name="model">The model's name; it may be deleted by now.</param>
    /// <param name="version">Only this version's.</param>
    /// <param name="stage">Only those that enter or leave this stage.</param>
    /// <param name="maxResults">The most results of a page.</param>
    /// <param name="pageToken">Where to go on, from the page before.</param>
    /// <param name="cancel">Gives up.</param>
    public Task<HistoryPageDto> ListAsync(
        string model,
        int? version = null,
        string? stage = null,
        int? maxResults = null,
        string? pageToken = null,
        CancellationToken cancel = default
    ) =>
        _http.GetAsync(
            new Route(Route.Path($"/models/{model}/history"))
                .Query("version", version)
                .Query("stage", stage)
                .Query("max_results", maxResults)
                .Query("page_token", pageToken)
                .ToString(),
            ProtocolJson.Default.HistoryPageDto,
            cancel
        );

    /// <summary>Which versions of a model were in a stage at a time; null means now.</summary>
    public Task<HoldersDto> GetHoldersAsync(
        string model,
        string stage,
        DateTimeOffset? at = null,
        CancellationToken cancel = default
    ) =>
        _http.GetAsync(
            new Route(Route.Path($"/models/{model}/stages/{stage}/holders"))
                .Query("at", at?.ToUnixTimeMilliseconds())
                .ToString(),
            ProtocolJson.Default.HoldersDto,
            cancel
        );
}
