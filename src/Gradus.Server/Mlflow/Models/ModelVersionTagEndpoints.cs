using Gradus.Core.Models;
using Gradus.Core.Policies;
using Gradus.Data.Models;
using Gradus.Server.Auth;
using Gradus.Server.Mlflow.Requests;

namespace Gradus.Server.Mlflow.Models;

/// <summary>model-versions/set-tag and delete-tag.</summary>
internal static class ModelVersionTagEndpoints
{
    public static void MapModelVersionTags(this RouteGroupBuilder mlflow)
    {
        var versions = mlflow.MapGroup("/model-versions");
        versions.MapPost("/set-tag", SetAsync).Requires(PolicyAction.Register);
        versions.MapDelete("/delete-tag", DeleteAsync).Requires(PolicyAction.Register);
    }

    private static async Task<IResult> SetAsync(MlflowRequest request, VersionStore store)
    {
        var name = request.Required("name");
        var number = request.Required("version");
        var key = request.Required("key");
        var value = request.Optional("value");
        var version = request.Version(name, number);
        var tag = request.Take(Tag.Parse(key, value));
        return request.Refusal is { } refusal
            ? MlflowErrors.Refuse(refusal)
            : (await store.SetTagAsync(version.Model, version.Number, tag!, request.Context.Caller())).AnswerDone(
                version.Word
            );
    }

    private static async Task<IResult> DeleteAsync(MlflowRequest request, VersionStore store)
    {
        var name = request.Required("name");
        var number = request.Required("version");
        var key = request.Required("key");
        var version = request.Version(name, number);
        request.Take(Tag.ParseKey(key));
        return request.Refusal is { } refusal
            ? MlflowErrors.Refuse(refusal)
            : (await store.DeleteTagAsync(version.Model, version.Number, key, request.Context.Caller())).AnswerDone(
                version.Word
            );
    }
}
