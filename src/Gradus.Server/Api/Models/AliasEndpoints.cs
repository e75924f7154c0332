using Gradus.Core.Models;
using Gradus.Core.Policies;
using Gradus.Data.Models;
using Gradus.Protocol.Models;
using Gradus.Server.Auth;
using Gradus.Server.Promotions;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Gradus.Server.Api.Models;

/// <summary>/models/{model}/aliases: names that point at a version.</summary>
internal static class AliasEndpoints
{
    public static void MapAliases(this RouteGroupBuilder api)
    {
        var aliases = api.MapGroup("/models/{model}/aliases").WithTags("Models");
        aliases
            .MapGet("/{alias}", GetAsync)
            .Requires(PolicyAction.Read)
            .WithSummary("The version that an alias points at.");
        aliases
            .MapPut("/{alias}", SetAsync)
            .Requires(PolicyAction.Register)
            .WithSummary("Points an alias at a version.");
        aliases.MapDelete("/{alias}", DeleteAsync).Requires(PolicyAction.Register).WithSummary("Deletes an alias.");
    }

    private static async Task<Results<Ok<VersionDto>, ProblemHttpResult>> GetAsync(
        string model,
        string alias,
        AliasStore store,
        HttpContext context
    ) => (await store.GetVersionAsync(model, alias, context.RequestAborted)).Answer(context, ModelMapping.ToDto);

    private static async Task<Results<NoContent, ProblemHttpResult>> SetAsync(
        string model,
        string alias,
        SetAliasDto request,
        StageDoor door,
        HttpContext context
    ) =>
        AliasName.Parse(alias).Try(out var name, out var error)
            ? (
                await door.SetAliasAsync(model, name, request.Version, context.Caller(), context.RequestAborted)
            ).AnswerDone(context)
            : Problems.Refuse(context, error);

    private static async Task<Results<NoContent, ProblemHttpResult>> DeleteAsync(
        string model,
        string alias,
        AliasStore store,
        HttpContext context
    ) => (await store.DeleteAsync(model, alias, context.Caller())).AnswerDone(context);
}
