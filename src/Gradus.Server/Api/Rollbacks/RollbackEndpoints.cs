using Gradus.Core.Errors;
using Gradus.Core.Models;
using Gradus.Core.Policies;
using Gradus.Data.Rollbacks;
using Gradus.Data.Stages;
using Gradus.Protocol.Models;
using Gradus.Protocol.Rollbacks;
using Gradus.Protocol.Stages;
using Gradus.Server.Api.Models;
using Gradus.Server.Api.Stages;
using Gradus.Server.Auth;
using Gradus.Server.Promotions;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Gradus.Server.Api.Rollbacks;

/// <summary>Moves that go past the gates: rollback, break-glass, and giving a version back its standing.</summary>
internal static class RollbackEndpoints
{
    public static void MapRollbacks(this RouteGroupBuilder api)
    {
        api.MapPost("/models/{model}/stages/{stage}/rollback", RollBackAsync)
            .LeavesToTheStore(PolicyAction.Rollback)
            .WithTags("Rollback")
            .WithSummary("Goes back to the last version that held the stage and was good there.");
        api.MapGet("/models/{model}/stages/{stage}/rollback", PlanAsync)
            .Requires(PolicyAction.Read)
            .WithTags("Rollback")
            .WithSummary("Where a rollback would go now, who would leave, and whom it passes over. Writes nothing.");
        api.MapPost("/models/{model}/versions/{version:int}/break-glass", BreakGlassAsync)
            .LeavesToTheStore(PolicyAction.BreakGlass)
            .WithTags("Rollback")
            .WithSummary("Moves a version without its gates. Its bytes are checked all the same.");
        api.MapPost("/models/{model}/versions/{version:int}/reinstate", ReinstateAsync)
            .LeavesToTheStore(PolicyAction.Waive)
            .WithTags("Rollback")
            .WithSummary("Gives a version back the standing that a failed verification took.");
    }

    private static async Task<Results<Ok<TransitionResultDto>, ProblemHttpResult>> RollBackAsync(
        string model,
        string stage,
        RollbackRequestDto request,
        Rollback rollback,
        HttpContext context
    )
    {
        if (!Text.Parse(request.Reason, "reason", Text.MaxLineLength).Try(out var reason, out var error))
        {
            return Problems.Refuse(context, error);
        }

        var moved = await rollback.RollBackAsync(
            model,
            stage,
            request.To,
            reason ?? "",
            context.Caller(),
            context.RequestAborted
        );
        return Answer(moved, context);
    }

    private static async Task<Results<Ok<RollbackPlanDto>, ProblemHttpResult>> PlanAsync(
        string model,
        string stage,
        int? to,
        Rollback rollback,
        HttpContext context
    ) =>
        (await rollback.PlanAsync(model, stage, to, context.RequestAborted)).Answer(
            context,
            plan => new RollbackPlanDto(
                model,
                stage,
                plan.Choice.Target?.Version.Number,
                plan.Choice.Target is null ? null : plan.Leaving,
                [.. plan.Choice.Rejected.Select(other => new PassedOverDto(other.Version, other.Why))]
            )
        );

    private static async Task<Results<Ok<TransitionResultDto>, ProblemHttpResult>> BreakGlassAsync(
        string model,
        int version,
        BreakGlassDto request,
        Rollback rollback,
        HttpContext context
    )
    {
        if (!Required.Parse(request.Reason, "reason", Text.MaxLineLength).Try(out var reason, out var error))
        {
            return Problems.Refuse(context, error);
        }

        var move = new Move(model, version, request.Stage, request.ArchiveExistingVersions, reason);
        return Answer(await rollback.BreakGlassAsync(move, context.Caller(), context.RequestAborted), context);
    }

    private static async Task<Results<Ok<VersionDto>, ProblemHttpResult>> ReinstateAsync(
        string model,
        int version,
        ReinstateDto request,
        RollbackStore store,
        HttpContext context
    ) =>
        Required.Parse(request.Reason, "reason", Text.MaxLineLength).Try(out var reason, out var error)
            ? (await store.ReinstateAsync(model, version, reason, context.Caller())).Answer(context, ModelMapping.ToDto)
            : Problems.Refuse(context, error);

    private static Results<Ok<TransitionResultDto>, ProblemHttpResult> Answer(
        Result<Moved> moved,
        HttpContext context
    ) => moved.Answer(context, StageMapping.ToDto);
}
