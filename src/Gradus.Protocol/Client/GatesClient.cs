using Gradus.Protocol.Gates;
using Gradus.Protocol.Models;
using Gradus.Protocol.Rollbacks;
using Gradus.Protocol.Stages;

namespace Gradus.Protocol.Client;

/// <summary>What gates judge on besides measurements, and the ways past them.</summary>
public sealed class GatesClient
{
    private readonly GradusHttp _http;

    internal GatesClient(GradusHttp http) => _http = http;

    /// <summary>Reports what a check outside found of a version's bytes.</summary>
    public Task<CheckDto> ReportCheckAsync(
        string model,
        int version,
        ReportCheckDto report,
        CancellationToken cancel = default
    ) =>
        _http.SendAsync(
            HttpMethod.Post,
            Route.Path($"/models/{model}/versions/{version}/checks"),
            report,
            ProtocolJson.Default.ReportCheckDto,
            ProtocolJson.Default.CheckDto,
            cancel
        );

    /// <summary>Every report on a version's bytes, newest first.</summary>
    public Task<CheckListDto> ListChecksAsync(string model, int version, CancellationToken cancel = default) =>
        _http.GetAsync(
            Route.Path($"/models/{model}/versions/{version}/checks"),
            ProtocolJson.Default.CheckListDto,
            cancel
        );

    /// <summary>Logs metrics for a version; one that was logged before gets the new value.</summary>
    public Task<LoggedMetricListDto> LogMetricsAsync(
        string model,
        int version,
        IReadOnlyDictionary<string, double> metrics,
        CancellationToken cancel = default
    ) =>
        _http.SendAsync(
            HttpMethod.Post,
            Route.Path($"/models/{model}/versions/{version}/metrics"),
            new LogMetricsDto(metrics),
            ProtocolJson.Default.LogMetricsDto,
            ProtocolJson.Default.LoggedMetricListDto,
            cancel
        );

    /// <summary>The metrics logged for a version.</summary>
    public Task<LoggedMetricListDto> ListMetricsAsync(string model, int version, CancellationToken cancel = default) =>
        _http.GetAsync(
            Route.Path($"/models/{model}/versions/{version}/metrics"),
            ProtocolJson.Default.LoggedMetricListDto,
            cancel
        );

    /// <summary>Sets a gate aside.</summary>
    public Task<WaiverDto> WaiveAsync(
        string model,
        int version,
        GrantWaiverDto waiver,
        CancellationToken cancel = default
    ) =>
        _http.SendAsync(
            HttpMethod.Post,
            Route.Path($"/models/{model}/versions/{version}/waivers"),
            waiver,
            ProtocolJson.Default.GrantWaiverDto,
            ProtocolJson.Default.WaiverDto,
            cancel
        );

    /// <summary>The latest 1,000 waivers, newest first, of a model or of all, of one version or of all.</summary>
    public Task<WaiverListDto> ListWaiversAsync(
        string? model = null,
        int? version = null,
        CancellationToken cancel = default
    ) =>
        _http.GetAsync(
            new Route("/waivers").Query("model", model).Query("version", version).ToString(),
            ProtocolJson.Default.WaiverListDto,
            cancel
        );

    /// <summary>Takes a waiver back.</summary>
    public Task<WaiverDto> RevokeWaiverAsync(string id, CancellationToken cancel = default) =>
        _http.PostAsync(Route.Path($"/waivers/{id}/revoke"), ProtocolJson.Default.WaiverDto, cancel);

    /// <summary>Where a rollback would go now. Writes nothing.</summary>
    public Task<RollbackPlanDto> PlanRollbackAsync(
        string model,
        string stage,
        int? to = null,
        CancellationToken cancel = default
    ) =>
        _http.GetAsync(
            new Route(Route.Path($"/models/{model}/stages/{stage}/rollback")).Query("to", to).ToString(),
            ProtocolJson.Default.RollbackPlanDto,
            cancel
        );

    /// <summary>Rolls a stage back.</summary>
    public Task<TransitionResultDto> RollBackAsync(
        string model,
        string stage,
        RollbackRequestDto request,
        CancellationToken cancel = default
    ) =>
        _http.SendAsync(
            HttpMethod.Post,
            Route.Path($"/models/{model}/stages/{stage}/rollback"),
            request,
            ProtocolJson.Default.RollbackRequestDto,
            ProtocolJson.Default.TransitionResultDto,
            cancel
        );

    /// <summary>Moves a version without its gates.</summary>
    public Task<TransitionResultDto> BreakGlassAsync(
        string model,
        int version,
        BreakGlassDto request,
        CancellationToken cancel = default
    ) =>
        _http.SendAsync(
            HttpMethod.Post,
            Route.Path($"/models/{model}/versions/{version}/break-glass"),
            request,
            ProtocolJson.Default.BreakGlassDto,
            ProtocolJson.Default.TransitionResultDto,
            cancel
        );

    /// <summary>Gives a version back its standing.</summary>
    public Task<VersionDto> ReinstateAsync(
        string model,
        int version,
        string reason,
        CancellationToken cancel = default
    ) =>
        _http.SendAsync(
            HttpMethod.Post,
            Route.Path($"/models/{model}/versions/{version}/reinstate"),
            new ReinstateDto(reason),
            ProtocolJson.Default.ReinstateDto,
            ProtocolJson.Default.VersionDto,
            cancel
        );
}
