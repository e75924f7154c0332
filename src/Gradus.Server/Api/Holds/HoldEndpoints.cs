using Gradus.Core.Errors;
using Gradus.Core.Holds;
using Gradus.Core.Models;
using Gradus.Core.Policies;
using Gradus.Data.Holds;
using Gradus.Data.Search;
using Gradus.Protocol.Holds;
using Gradus.Server.Auth;
using Gradus.Server.Promotions;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Gradus.Server.Api.Holds;

/// <summary>/holds: stops on promotion.</summary>
internal static class HoldEndpoints
{
    public static void MapHolds(this RouteGroupBuilder api)
    {
        var holds = api.MapGroup("/holds").WithTags("Holds").TakeIdsOf(Identified.Hold);
        holds
            .MapGet("", ListAsync)
            .Requires(PolicyAction.Read)
            .WithSummary("The holds in force; with all=true those that were lifted as well.");
        holds
            .MapPost("", PutAsync)
            .LeavesToTheStore(PolicyAction.Hold)
            .WithSummary("Puts a hold on automatic promotion, or stops the line.");
        holds.MapPost("/{id}/lift", LiftAsync).LeavesToTheStore(PolicyAction.Hold).WithSummary("Lifts a hold.");
    }

    private static async Task<Ok<HoldListDto>> ListAsync(bool? all, HoldStore store, HttpContext context)
    {
        var holds = await store.ListAsync(all ?? false, context.RequestAborted);
        return TypedResults.Ok(new HoldListDto([.. holds.VisibleTo(context, hold => hold.Model).Select(ToDto)]));
    }

    private static async Task<Results<Created<HoldDto>, ProblemHttpResult>> PutAsync(
        PutHoldDto request,
        HoldStore store,
        TimeProvider time,
        HttpContext context
    )
    {
        HoldKind? kind = request.Kind switch
        {
            "automation" => HoldKind.Automation,
            "line" => HoldKind.Line,
            _ => null,
        };
        if (kind is null)
        {
            return Problems.Refuse(context, Error.Invalid("'kind' must be automation or line.", "kind"));
        }

        if (!Required.Parse(request.Reason, "reason", Text.MaxLineLength).Try(out var reason, out var error))
        {
            return Problems.Refuse(context, error);
        }

        var hold = new Hold(
            Guid.CreateVersion7().ToString("N"),
            kind.Value,
            request.Model,
            request.Stage,
            reason,
            "",
            time.GetUtcNow()
        );
        return (await store.PutAsync(hold, context.Caller())).AnswerCreated(context, _ => "/api/v1/holds", ToDto);
    }

    private static async Task<Results<Ok<HoldDto>, ProblemHttpResult>> LiftAsync(
        string id,
        HoldStore store,
        PromotionRunner runner,
        HttpContext context
    )
    {
        var lifted = await store.LiftAsync(id, context.Caller());
        runner.Wake();
        return lifted.Answer(context, ToDto);
    }

    private static HoldDto ToDto(Hold hold) =>
        new(
            hold.Id,
            hold.Kind.ToString().ToLowerInvariant(),
            hold.Model,
            hold.Stage,
            hold.Reason,
            hold.Actor,
            hold.CreatedAt.ToUnixTimeMilliseconds(),
            hold.LiftedBy,
            hold.LiftedAt?.ToUnixTimeMilliseconds()
        );
}
