using Gradus.Core.Errors;
using Gradus.Core.Models;
using Gradus.Core.Policies;
using Gradus.Core.Serving;
using Gradus.Data.Serving;
using Gradus.Protocol.Serving;
using Gradus.Server.Auth;
using Gradus.Server.Promotions;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Gradus.Server.Api.Serving;

/// <summary>/models/{model}/stages/{stage}/traffic and …/gateways: who is to answer at a stage, and who does.</summary>
internal static class ServingEndpoints
{
    public static void MapServing(this RouteGroupBuilder api)
    {
        var stage = api.MapGroup("/models/{model}/stages/{stage}").WithTags("Serving");
        stage
            .MapGet("/traffic", GetAsync)
            .Requires(PolicyAction.Read)
            .WithSummary("Who is to answer at a stage, and for which share of the requests.");
        stage
            .MapGet("/gateways", ListAsync)
            .Requires(PolicyAction.Read)
            .WithSummary("What gateways said last of a stage.");
        stage
            .MapPut("/gateways/{gateway}", ReportAsync)
            .Requires(PolicyAction.Work)
            .WithSummary("Takes what a gateway says of a stage that it serves.");
    }

    private static async Task<Results<Ok<TrafficDto>, ProblemHttpResult>> GetAsync(
        string model,
        string stage,
        ServingStore store,
        HttpContext context
    ) => (await store.GetAsync(model, stage, context.RequestAborted)).Answer(context, ServingMapping.ToDto);

    private static async Task<Results<Ok<GatewayListDto>, ProblemHttpResult>> ListAsync(
        string model,
        string stage,
        ServingStore store,
        HttpContext context
    ) =>
        (await store.ListAsync(model, stage, context.RequestAborted)).Answer(
            context,
            reports => new GatewayListDto([.. reports.Select(ServingMapping.ToDto)])
        );

    private static async Task<Results<NoContent, ProblemHttpResult>> ReportAsync(
        string model,
        string stage,
        string gateway,
        GatewayReportDto request,
        ServingStore store,
        PromotionRunner runner,
        HttpContext context
    )
    {
        if (gateway.Length > GatewayReport.MaxNameLength || !Text.IsPrintable(gateway))
        {
            return Problems.Refuse(
                context,
                Error.Invalid(
                    $"A gateway's name must be 1 to {GatewayReport.MaxNameLength} characters that can be printed.",
                    "gateway"
                )
            );
        }

        if (!ReportReading.Read(gateway, request).Try(out var report, out var error))
        {
            return Problems.Refuse(context, error);
        }

        var kept = await store.ReportAsync(model, stage, report, context.Caller());
        if (kept.IsOk)
        {
            runner.Hear(model);
        }

        return kept.Map(_ => default(Done)).AnswerDone(context);
    }
}
