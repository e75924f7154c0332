using Gradus.Core.Errors;
using Gradus.Core.Gates;
using Gradus.Core.Models;
using Gradus.Core.Policies;
using Gradus.Data.Gates;
using Gradus.Data.Search;
using Gradus.Protocol.Gates;
using Gradus.Server.Auth;
using Gradus.Server.Promotions;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Gradus.Server.Api.Gates;

/// <summary>Waivers: gates set aside for a version and a stage, until a time.</summary>
internal static class WaiverEndpoints
{
    private const int MaxGateName = 500;

    public static void MapWaivers(this RouteGroupBuilder api)
    {
        api.MapPost("/models/{model}/versions/{version:int}/waivers", GrantAsync)
            .LeavesToTheStore(PolicyAction.Waive)
            .WithTags("Waivers")
            .WithSummary("Sets a gate aside for a version and a stage, until a time.");
        var waivers = api.MapGroup("/waivers").WithTags("Waivers").TakeIdsOf(Identified.Waiver);
        waivers.MapGet("", ListAsync).Requires(PolicyAction.Read).WithSummary("The latest waivers, newest first.");
        waivers
            .MapPost("/{id}/revoke", RevokeAsync)
            .LeavesToTheStore(PolicyAction.Waive)
            .WithSummary("Takes a waiver back.");
    }

    private static async Task<Results<Created<WaiverDto>, ProblemHttpResult>> GrantAsync(
        string model,
        int version,
        GrantWaiverDto request,
        WaiverStore store,
        PromotionRunner runner,
        TimeProvider time,
        HttpContext context
    )
    {
        if (
            !Required.Parse(request.Reason, "reason", Text.MaxLineLength).Try(out var reason, out var error)
            || !Required.Parse(request.Gate, "gate", MaxGateName).Try(out var gate, out error)
        )
        {
            return Problems.Refuse(context, error);
        }

        if (request.ExpiresAt < 0 || request.ExpiresAt > DateTimeOffset.MaxValue.ToUnixTimeMilliseconds())
        {
            return Problems.Refuse(
                context,
                Error.Invalid("'expires_at' is not a time in Unix milliseconds.", "expires_at")
            );
        }

        var waiver = new Waiver(
            Guid.CreateVersion7().ToString("N"),
            model,
            version,
            request.Stage ?? "",
            gate,
            reason,
            "",
            time.GetUtcNow(),
            DateTimeOffset.FromUnixTimeMilliseconds(request.ExpiresAt)
        );
        var granted = await store.GrantAsync(waiver, context.Caller());
        runner.Wake();
        return granted.AnswerCreated(context, _ => "/api/v1/waivers", ToDto);
    }

    private static async Task<Results<Ok<WaiverListDto>, ProblemHttpResult>> ListAsync(
        string? model,
        int? version,
        WaiverStore store,
        HttpContext context
    )
    {
        if (VersionNumber.FindFlaw(version) is { } flaw)
        {
            return Problems.Refuse(context, flaw);
        }

        var waivers = await store.ListAsync(model, version, context.RequestAborted);
        return TypedResults.Ok(
            new WaiverListDto([.. waivers.VisibleTo(context, waiver => waiver.Model).Select(ToDto)])
        );
    }

    private static async Task<Results<Ok<WaiverDto>, ProblemHttpResult>> RevokeAsync(
        string id,
        WaiverStore store,
        PromotionRunner runner,
        HttpContext context
    )
    {
        var revoked = await store.RevokeAsync(id, context.Caller());
        runner.Wake();
        return revoked.Answer(context, ToDto);
    }

    private static WaiverDto ToDto(Waiver waiver) =>
        new(
            waiver.Id,
            waiver.Model,
            waiver.Version,
            waiver.Stage,
            waiver.Gate,
            waiver.Reason,
            waiver.Actor,
            waiver.CreatedAt.ToUnixTimeMilliseconds(),
            waiver.ExpiresAt.ToUnixTimeMilliseconds(),
            waiver.RevokedAt?.ToUnixTimeMilliseconds()
        );
}
