using Gradus.Core.Errors;
using Gradus.Core.Models;
using Gradus.Core.Policies;
using Gradus.Core.Stages;
using Gradus.Data.Stages;
using Gradus.Protocol.Stages;
using Gradus.Server.Auth;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Gradus.Server.Api.Stages;

/// <summary>/stages: the registered places in a model's life.</summary>
internal static class StageEndpoints
{
    private const int MaxDescription = 1_000;

    public static void MapStages(this RouteGroupBuilder api)
    {
        var stages = api.MapGroup("/stages").WithTags("Stages");
        stages.MapGet("", ListAsync).Requires(PolicyAction.Read).WithSummary("All stages in their order.");
        stages.MapPost("", CreateAsync).Requires(PolicyAction.Administer).WithSummary("Registers a stage.");
        stages.MapGet("/{stage}", GetAsync).Requires(PolicyAction.Read).WithSummary("A stage.");
        stages
            .MapPatch("/{stage}", UpdateAsync)
            .Requires(PolicyAction.Administer)
            .WithSummary("Describes, moves, widens or narrows a stage.");
        stages
            .MapDelete("/{stage}", DeleteAsync)
            .Requires(PolicyAction.Administer)
            .WithSummary("Deletes a stage that nothing is in.");
    }

    private static async Task<Ok<StageListDto>> ListAsync(StageStore store, CancellationToken cancellationToken)
    {
        var catalog = await store.ListAsync(cancellationToken);
        return TypedResults.Ok(new StageListDto([.. catalog.Stages.Select(StageMapping.ToDto)]));
    }

    private static async Task<Results<Ok<StageDto>, ProblemHttpResult>> GetAsync(
        string stage,
        StageStore store,
        HttpContext context
    ) => (await store.ListAsync(context.RequestAborted)).Get(stage).Answer(context, StageMapping.ToDto);

    private static async Task<Results<Created<StageDto>, ProblemHttpResult>> CreateAsync(
        CreateStageDto request,
        StageStore store,
        HttpContext context
    )
    {
        if (
            !StageName.Parse(request.Name).Try(out var name, out var error)
            || !Text.Parse(request.Description, "description", MaxDescription).Try(out var description, out error)
            || !StageMapping.ParseOccupancy(request.Occupancy).Try(out var occupancy, out error)
        )
        {
            return Problems.Refuse(context, error);
        }

        var created = await store.CreateAsync(
            name,
            description ?? "",
            occupancy ?? Occupancy.Many,
            request.Position,
            context.Caller()
        );
        return created.AnswerCreated(
            context,
            stage => $"/api/v1/stages/{Uri.EscapeDataString(stage.Name)}",
            StageMapping.ToDto
        );
    }

    private static async Task<Results<Ok<StageDto>, ProblemHttpResult>> UpdateAsync(
        string stage,
        UpdateStageDto request,
        StageStore store,
        HttpContext context
    )
    {
        if (request is { Description: null, Occupancy: null, Position: null })
        {
            return Problems.Refuse(
                context,
                Error.Invalid("Nothing to change: give 'description', 'occupancy' or 'position'.")
            );
        }

        if (
            !Text.Parse(request.Description, "description", MaxDescription).Try(out var description, out var error)
            || !StageMapping.ParseOccupancy(request.Occupancy).Try(out var occupancy, out error)
        )
        {
            return Problems.Refuse(context, error);
        }

        var updated = await store.UpdateAsync(stage, description, occupancy, request.Position, context.Caller());
        return updated.Answer(context, StageMapping.ToDto);
    }

    private static async Task<Results<NoContent, ProblemHttpResult>> DeleteAsync(
        string stage,
        StageStore store,
        HttpContext context
    ) => (await store.DeleteAsync(stage, context.Caller())).AnswerDone(context);
}
