using Gradus.Core.Policies;
using Gradus.Data.Models;
using Gradus.Protocol.Models;
using Gradus.Server.Auth;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Gradus.Server.Api.Models;

/// <summary>/models/{model}/versions/{version}/tags: a version's tags.</summary>
internal static class VersionTagEndpoints
{
    public static void MapVersionTags(this RouteGroupBuilder api)
    {
        var tags = api.MapGroup("/models/{model}/versions/{version:int}/tags").WithTags("Versions");
        tags.MapPut("/{**key}", SetAsync).Requires(PolicyAction.Register).WithSummary("Sets a version's tag.");
        tags.MapDelete("/{**key}", DeleteAsync).Requires(PolicyAction.Register).WithSummary("Deletes a version's tag.");
    }

    private static async Task<Results<NoContent, ProblemHttpResult>> SetAsync(
        string model,
        int version,
        string key,
        SetTagDto request,
        VersionStore store,
        HttpContext context
    ) =>
        ModelMapping.ParseTag(RouteText.Slashes(key), request).Try(out var tag, out var error)
            ? (await store.SetTagAsync(model, version, tag, context.Caller())).AnswerDone(context)
            : Problems.Refuse(context, error);

    private static async Task<Results<NoContent, ProblemHttpResult>> DeleteAsync(
        string model,
        int version,
        string key,
        VersionStore store,
        HttpContext context
    ) => (await store.DeleteTagAsync(model, version, RouteText.Slashes(key), context.Caller())).AnswerDone(context);
}
