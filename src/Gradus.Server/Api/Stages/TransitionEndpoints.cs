using Gradus.Core.Models;
using Gradus.Core.Policies;
using Gradus.Data.Stages;
using Gradus.Protocol.Stages;
using Gradus.Server.Auth;
using Gradus.Server.Promotions;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Gradus.Server.Api.Stages;

/// <summary>/models/{model}/versions/{version}/transitions: moving a version.</summary>
internal static class TransitionEndpoints
{
    public static void MapTransitions(this RouteGroupBuilder api) =>
        api.MapPost("/models/{model}/versions/{version:int}/transitions", MoveAsync)
            .LeavesToTheStore(PolicyAction.Promote)
            .WithTags("Stages")
            .WithSummary("Moves a version to a stage; who has to make room is archived in the same transaction.");

    private static async Task<Results<Ok<TransitionResultDto>, ProblemHttpResult>> MoveAsync(
        string model,
        int version,
        TransitionRequestDto request,
        StageDoor door,
        HttpContext context
    )
    {
        if (!Text.Parse(request.Reason, "reason", Text.MaxLineLength).Try(out var reason, out var error))
        {
            return Problems.Refuse(context, error);
        }

        var move = new Move(model, version, request.Stage, request.ArchiveExistingVersions, reason ?? "");
        var moved = await door.MoveAsync(move, context.Caller(), context.RequestAborted);
        return moved.Answer(context, StageMapping.ToDto);
    }
}
