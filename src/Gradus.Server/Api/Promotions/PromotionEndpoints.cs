using Gradus.Core.Artifacts;
using Gradus.Core.Errors;
using Gradus.Core.Models;
using Gradus.Core.Policies;
using Gradus.Core.Promotions;
using Gradus.Data.Models;
using Gradus.Data.Promotions;
using Gradus.Data.Search;
using Gradus.Data.Stages;
using Gradus.Protocol.Promotions;
using Gradus.Server.Auth;
using Gradus.Server.Ledger;
using Gradus.Server.Promotions;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;

namespace Gradus.Server.Api.Promotions;

/// <summary>/promotions: attempts to bring a version to a stage.</summary>
internal static class PromotionEndpoints
{
    private const int MaxWaitSeconds = 30;

    public static void MapPromotions(this RouteGroupBuilder api)
    {
        api.MapPost("/models/{model}/promotions", OpenAsync)
            .LeavesToTheStore(PolicyAction.Request)
            .WithTags("Promotions")
            .WithSummary(
                "Asks for a promotion: of a version, or of the best by a metric. One that is open on the same terms is the answer."
            );
        api.MapPost("/models/{model}/promotions/plan", PlanAsync)
            .Requires(PolicyAction.Read)
            .WithTags("Promotions")
            .WithSummary("What a promotion would do if it were asked for now, and what hinders it. Writes nothing.");
        api.MapPost("/models/{model}/promotions/measure", MeasureAsync)
            .LeavesToTheStore(PolicyAction.Request)
            .WithTags("Promotions")
            .WithSummary(
                "Has workers measure what is not known to pick the best; answers the plan as it stands then. Promotes nothing."
            );
        api.MapGet("/models/{model}/promotions", ListOfModelAsync)
            .Requires(PolicyAction.Read)
            .WithTags("Promotions")
            .WithSummary("A model's promotions, newest first.");
        var promotions = api.MapGroup("/promotions").WithTags("Promotions").TakeIdsOf(Identified.Promotion);
        promotions
            .MapGet("", ListAsync)
            .Requires(PolicyAction.Read)
            .WithSummary("Promotions of all models, newest first.");
        promotions
            .MapGet("/{id}", GetAsync)
            .Requires(PolicyAction.Read)
            .WithSummary("A promotion; with wait_seconds and revision the answer waits until it has changed.");
        promotions
            .MapPost("/{id}/cancel", CancelAsync)
            .LeavesToTheStore(PolicyAction.Promote)
            .WithSummary("Calls a promotion off.");
    }

    // Whoever asks for what is open already on the same terms gets that: of many who ask at once each learns how it ends.
    private static async Task<Results<Accepted<PromotionDto>, Ok<PromotionDto>, ProblemHttpResult>> OpenAsync(
        string model,
        PromotionRequestDto request,
        PromotionTermsReader reader,
        PromotionStore store,
        PromotionRunner runner,
        LedgerPlaces places,
        HttpContext context
    )
    {
        if (
            !(await ReadAsync(model, request, reader, context)).Try(out var asked, out var error)
            || !(await store.OpenAsync(asked, context.Caller())).Try(out var promotion, out error)
        )
        {
            return
                error.Code == ErrorCode.PromotionOpen
                && (await store.GetAsync(error.Subject, context.RequestAborted)).Try(out var open, out _)
                ? TypedResults.Ok(await ToDtoAsync(open, store, places, context))
                : Problems.Refuse(context, error);
        }

        var stepped = await runner.StepForAMomentAsync(promotion, context.RequestAborted);
        return TypedResults.Accepted(
            $"/api/v1/promotions/{promotion.Id}",
            stepped.ToDto(await store.EvidenceAsync(stepped, context.RequestAborted))
        );
    }

    private static async Task<Results<Ok<PlanDto>, ProblemHttpResult>> PlanAsync(
        string model,
        PromotionRequestDto request,
        PromotionTermsReader reader,
        PromotionStore store,
        HttpContext context
    ) =>
        (await ReadAsync(model, request, reader, context)).Try(out var asked, out var error)
            ? (await store.PlanAsync(asked, context.Caller(), context.RequestAborted)).Answer(
                context,
                PromotionMapping.ToDto
            )
            : Problems.Refuse(context, error);

    private static async Task<Results<Accepted<PlanDto>, ProblemHttpResult>> MeasureAsync(
        string model,
        PromotionRequestDto request,
        PromotionTermsReader reader,
        PromotionStore store,
        HttpContext context
    ) =>
        (await ReadAsync(model, request, reader, context)).Try(out var asked, out var error)
        && (await store.MeasureAsync(asked, context.Caller())).Try(out var plan, out error)
            ? TypedResults.Accepted((string?)null, plan.ToDto())
            : Problems.Refuse(context, error!);

    private static async Task<Result<NewPromotion>> ReadAsync(
        string model,
        PromotionRequestDto request,
        PromotionTermsReader reader,
        HttpContext context
    ) =>
        FlawOfPlanDigest(request.PlanDigest) is { } flaw ? flaw
        : Text.Parse(request.Reason, "reason", Text.MaxLineLength).Try(out var reason, out var error)
            ? (await reader.ReadAsync(model, request, context.RequestAborted)).Map(terms => new NewPromotion(
                Id: Guid.CreateVersion7().ToString("N"),
                Model: model,
                Version: request.Version,
                Stage: request.Stage,
                Terms: terms,
                Reason: reason ?? "",
                PlanDigest: string.IsNullOrEmpty(request.PlanDigest) ? null : Digest.Parse(request.PlanDigest).Value.Hex
            ))
        : error;

    private static Error? FlawOfPlanDigest(string? text) =>
        string.IsNullOrEmpty(text) || Digest.Parse(text).IsOk
            ? null
            : Error.Invalid($"'{text}' is not the digest of a plan, which has 64 hexadecimal digits.", "plan_digest");

    private static async Task<Results<Ok<PromotionPageDto>, ProblemHttpResult>> ListOfModelAsync(
        string model,
        int? version,
        string? stage,
        bool? open,
        [FromQuery(Name = "max_results")] int? maxResults,
        [FromQuery(Name = "page_token")] string? pageToken,
        PromotionStore store,
        ModelStore models,
        StageStore stages,
        HttpContext context
    ) =>
        (await models.GetAsync(model, context.RequestAborted)).Try(out _, out var unknown)
            ? await PageAsync(
                new PromotionFilter(model, version, stage, open ?? false),
                maxResults,
                pageToken,
                store,
                stages,
                context
            )
            : Problems.Refuse(context, unknown);

    private static Task<Results<Ok<PromotionPageDto>, ProblemHttpResult>> ListAsync(
        string? model,
        string? stage,
        bool? open,
        [FromQuery(Name = "max_results")] int? maxResults,
        [FromQuery(Name = "page_token")] string? pageToken,
        PromotionStore store,
        StageStore stages,
        HttpContext context
    ) =>
        PageAsync(
            new PromotionFilter(model, Stage: stage, OpenOnly: open ?? false),
            maxResults,
            pageToken,
            store,
            stages,
            context
        );

    private static async Task<Results<Ok<PromotionPageDto>, ProblemHttpResult>> PageAsync(
        PromotionFilter filter,
        int? maxResults,
        string? pageToken,
        PromotionStore store,
        StageStore stages,
        HttpContext context
    )
    {
        if (VersionNumber.FindFlaw(filter.Version) is { } flaw)
        {
            return Problems.Refuse(context, flaw);
        }

        if (!PageSize.OfBigItems.Parse(maxResults).Try(out var size, out var error))
        {
            return Problems.Refuse(context, error);
        }

        var page = await store.ListAsync(filter, size, pageToken, context.RequestAborted);
        if (
            page is { IsOk: true, Value.Items.Count: 0 }
            && await stages.FindUnknownAsync(filter.Stage, context.RequestAborted) is { } unknown
        )
        {
            return Problems.Refuse(context, unknown);
        }

        return page.VisibleTo(context, promotion => promotion.Model)
            .Answer(
                context,
                found => new PromotionPageDto([.. found.Items.Select(promotion => promotion.ToDto([]))], found.Next)
            );
    }

    private static async Task<Results<Ok<PromotionDto>, ProblemHttpResult>> GetAsync(
        string id,
        [FromQuery(Name = "wait_seconds")] int? waitSeconds,
        long? revision,
        PromotionStore store,
        PromotionWatch watch,
        LedgerPlaces places,
        HttpContext context
    )
    {
        if (waitSeconds is < 0 or > MaxWaitSeconds)
        {
            return Problems.Refuse(
                context,
                Error.Invalid($"wait_seconds must be 0 to {MaxWaitSeconds}.", "wait_seconds")
            );
        }

        var found = waitSeconds is > 0 and { } seconds
            ? await watch.WaitAsync(id, revision ?? 0, TimeSpan.FromSeconds(seconds), context.RequestAborted)
            : await store.GetAsync(id, context.RequestAborted);
        return await AnswerAsync(found, store, places, context);
    }

    private static async Task<Results<Ok<PromotionDto>, ProblemHttpResult>> CancelAsync(
        string id,
        PromotionStore store,
        PromotionStepStore steps,
        LedgerPlaces places,
        HttpContext context
    ) => await AnswerAsync(await steps.CancelAsync(id, context.Caller()), store, places, context);

    private static async Task<Results<Ok<PromotionDto>, ProblemHttpResult>> AnswerAsync(
        Result<Promotion> found,
        PromotionStore store,
        LedgerPlaces places,
        HttpContext context
    )
    {
        if (!found.Try(out var promotion, out var error))
        {
            return Problems.Refuse(context, error);
        }

        return TypedResults.Ok(await ToDtoAsync(promotion, store, places, context));
    }

    private static async Task<PromotionDto> ToDtoAsync(
        Promotion promotion,
        PromotionStore store,
        LedgerPlaces places,
        HttpContext context
    ) =>
        promotion.ToDto(
            await store.EvidenceAsync(promotion, context.RequestAborted),
            await places.FindAsync(promotion, context.RequestAborted)
        );
}
