using Gradus.Core.Models;
using Gradus.Core.Policies;
using Gradus.Data.Models;
using Gradus.Server.Auth;
using Gradus.Server.Mlflow.Requests;
using Gradus.Server.Promotions;

namespace Gradus.Server.Mlflow.Models;

/// <summary>registered-models/alias: pointing an alias at a version, following it, deleting it.</summary>
internal static class RegisteredModelAliasEndpoints
{
    public static void MapRegisteredModelAliases(this RouteGroupBuilder mlflow)
    {
        var alias = mlflow.MapGroup("/registered-models/alias");
        alias.MapPost("", SetAsync).Requires(PolicyAction.Register);
        alias.MapDelete("", DeleteAsync).Requires(PolicyAction.Register);
        alias.MapGet("", GetAsync).Requires(PolicyAction.Read);
    }

    private static async Task<IResult> SetAsync(MlflowRequest request, StageDoor door)
    {
        var name = request.Required("name");
        var text = request.Required("alias");
        var number = request.Required("version");
        request.Model(name);
        var alias = request.Take(AliasName.Parse(text));
        var version = request.Version(name, number);
        return request.Refusal is { } refusal
            ? MlflowErrors.Refuse(refusal)
            : (
                await door.SetAliasAsync(
                    version.Model,
                    alias,
                    version.Number,
                    request.Context.Caller(),
                    request.Context.RequestAborted
                )
            ).AnswerDone(version.Word);
    }

    private static async Task<IResult> DeleteAsync(MlflowRequest request, AliasStore store)
    {
        var name = request.Required("name");
        var alias = request.Required("alias");
        var model = request.Model(name);
        request.Take(AliasName.ParseForm(alias));
        return request.Refusal is { } refusal
            ? MlflowErrors.Refuse(refusal)
            : (await store.DeleteAsync(model.Value, alias, request.Context.Caller())).AnswerDone();
    }

    private static async Task<IResult> GetAsync(MlflowRequest request, AliasStore store)
    {
        var name = request.Required("name");
        var alias = request.Required("alias");
        var model = request.Model(name);
        request.Take(AliasName.ParseForm(alias));
        if (request.Refusal is { } refusal)
        {
            return MlflowErrors.Refuse(refusal);
        }

        var version = await store.GetVersionAsync(model.Value, alias, request.Context.RequestAborted);
        return version.Answer(ModelVersionAnswerDto.From, MlflowJson.Default.ModelVersionAnswerDto);
    }
}
