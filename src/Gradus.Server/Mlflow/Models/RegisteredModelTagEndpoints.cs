using Gradus.Core.Models;
using Gradus.Core.Policies;
using Gradus.Data.Models;
using Gradus.Server.Auth;
using Gradus.Server.Mlflow.Requests;

namespace Gradus.Server.Mlflow.Models;

/// <summary>registered-models/set-tag and delete-tag.</summary>
internal static class RegisteredModelTagEndpoints
{
    public static void MapRegisteredModelTags(this RouteGroupBuilder mlflow)
    {
        var models = mlflow.MapGroup("/registered-models");
        models.MapPost("/set-tag", SetAsync).Requires(PolicyAction.Register);
        models.MapDelete("/delete-tag", DeleteAsync).Requires(PolicyAction.Register);
    }

    private static async Task<IResult> SetAsync(MlflowRequest request, ModelStore store)
    {
        var name = request.Required("name");
        var key = request.Required("key");
        var value = request.Optional("value");
        var model = request.Model(name);
        var tag = request.Take(Tag.Parse(key, value));
        return request.Refusal is { } refusal
            ? MlflowErrors.Refuse(refusal)
            : (await store.SetTagAsync(model.Value, tag!, request.Context.Caller())).AnswerDone();
    }

    private static async Task<IResult> DeleteAsync(MlflowRequest request, ModelStore store)
    {
        var name = request.Required("name");
        var key = request.Required("key");
        var model = request.Model(name);
        request.Take(Tag.ParseKey(key));
        return request.Refusal is { } refusal
            ? MlflowErrors.Refuse(refusal)
            : (await store.DeleteTagAsync(model.Value, key, request.Context.Caller())).AnswerDone();
    }
}
