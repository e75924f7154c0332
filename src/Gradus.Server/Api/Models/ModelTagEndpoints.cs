using Gradus.Core.Policies;
using Gradus.Data.Models;
using Gradus.Protocol.Models;
using Gradus.Server.Auth;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Gradus.Server.Api.Models;

/// <summary>/models/{model}/tags: a model's tags.</summary>
internal static class ModelTagEndpoints
{
    public static void MapModelTags(this RouteGroupBuilder api)
    {
        var tags = api.MapGroup("/models/{model}/tags").WithTags("Models");
        tags.MapPut("/{**key}", SetAsync).Requires(PolicyAction.Register).WithSummary("Sets a model's tag.");
        tags.MapDelete("/{**key}", DeleteAsync).Requires(PolicyAction.Register).WithSummary("Deletes a model's tag.");
    }

    private static async Task<Results<NoContent, ProblemHttpResult>> SetAsync(
        string model,
        string key,
        SetTagDto request,
        ModelStore store,
        HttpContext context
    ) =>
        ModelMapping.ParseTag(RouteText.Slashes(key), request).Try(out var tag, out var error)
            ? (await store.SetTagAsync(model, tag, context.Caller())).AnswerDone(context)
            : Problems.Refuse(context, error);

    private static async Task<Results<NoContent, ProblemHttpResult>> DeleteAsync(
        string model,
        string key,
        ModelStore store,
        HttpContext context
    ) => (await store.DeleteTagAsync(model, RouteText.Slashes(key), context.Caller())).AnswerDone(context);
}
