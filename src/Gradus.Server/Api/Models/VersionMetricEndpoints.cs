using Gradus.Core.Errors;
using Gradus.Core.Models;
using Gradus.Core.Policies;
using Gradus.Data.Models;
using Gradus.Protocol.Gates;
using Gradus.Server.Auth;
using Gradus.Server.Promotions;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Gradus.Server.Api.Models;

/// <summary>/models/{model}/versions/{version}/metrics: metrics logged for a version.</summary>
internal static class VersionMetricEndpoints
{
    private const int MaxMetrics = 1_000;

    public static void MapVersionMetrics(this RouteGroupBuilder api)
    {
        var metrics = api.MapGroup("/models/{model}/versions/{version:int}/metrics").WithTags("Versions");
        metrics
            .MapGet("", ListAsync)
            .Requires(PolicyAction.Read)
            .WithSummary("The metrics logged for a version, by name.");
        metrics
            .MapPost("", LogAsync)
            .LeavesToTheStore(PolicyAction.ReportCheck)
            .WithSummary("Logs metrics; one that was logged before gets the new value.");
    }

    private static async Task<Results<Ok<LoggedMetricListDto>, ProblemHttpResult>> ListAsync(
        string model,
        int version,
        MetricStore store,
        HttpContext context
    ) => (await store.ListAsync(model, version, context.RequestAborted)).Answer(context, ToDto);

    private static async Task<Results<Ok<LoggedMetricListDto>, ProblemHttpResult>> LogAsync(
        string model,
        int version,
        LogMetricsDto request,
        MetricStore store,
        PromotionRunner runner,
        HttpContext context
    )
    {
        if (request.Metrics is not { Count: > 0 and <= MaxMetrics })
        {
            return Problems.Refuse(context, Error.Invalid($"'metrics' must hold 1 to {MaxMetrics} values.", "metrics"));
        }

        var wrong = request.Metrics.Keys.FirstOrDefault(key =>
            key.Length is 0 or > Tag.MaxKeyLength || !Text.IsPrintable(key)
        );
        if (wrong is not null)
        {
            return Problems.Refuse(
                context,
                Error.Invalid($"A metric's name has 1 to {Tag.MaxKeyLength} printable characters.", "metrics")
            );
        }

        var logged = await store.LogAsync(model, version, request.Metrics, context.Caller());
        runner.Wake();
        return logged.Answer(context, ToDto);
    }

    private static LoggedMetricListDto ToDto(IReadOnlyList<LoggedMetric> metrics) =>
        new([
            .. metrics.Select(metric => new LoggedMetricDto(
                metric.Key,
                metric.Value,
                metric.LoggedBy,
                metric.LoggedAt.ToUnixTimeMilliseconds()
            )),
        ]);
}
