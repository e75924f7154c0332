using Gradus.Core.Errors;
using Gradus.Core.Policies;
using Gradus.Core.Stages;
using Gradus.Data.Stages;
using Gradus.Server.Auth;
using Gradus.Server.Mlflow.Requests;
using Gradus.Server.Promotions;

namespace Gradus.Server.Mlflow.Models;

/// <summary>model-versions/transition-stage: moving a version, by MLflow's call.</summary>
internal static class StageTransitionEndpoints
{
    public static void MapStageTransitions(this RouteGroupBuilder mlflow) =>
        mlflow.MapPost("/model-versions/transition-stage", MoveAsync).LeavesToTheStore(PolicyAction.Promote);

    private static async Task<IResult> MoveAsync(MlflowRequest request, StageDoor door, StageStore stages)
    {
        var name = request.Required("name");
        var number = request.Required("version");
        var stage = request.Required("stage");
        var archive = request.Flag("archive_existing_versions");
        if (request.Refusal is { } missing)
        {
            return MlflowErrors.Refuse(missing);
        }

        var catalog = await stages.ListAsync(request.Context.RequestAborted);
        var target = request.Take(FindTarget(catalog, stage, archive));
        var version = request.Version(name, number);
        if (request.Refusal is { } refusal)
        {
            return MlflowErrors.Refuse(refusal);
        }

        var move = new Move(version.Model, version.Number, target!.Name, archive);
        var moved = await door.MoveAsync(move, request.Context.Caller(), request.Context.RequestAborted);
        return moved.Answer(
            done => ModelVersionAnswerDto.From(done.Version),
            MlflowJson.Default.ModelVersionAnswerDto,
            version.Word
        );
    }

    private static Result<Stage> FindTarget(StageCatalog catalog, string name, bool archive)
    {
        var found = StageWords.Find(catalog, name);
        if (!archive || !found.IsOk || found.Value.Kind == StageKind.Active)
        {
            return found;
        }

        var active = catalog.Stages.Where(stage => stage.Kind == StageKind.Active).Select(stage => stage.Name);
        return Error.Invalid(
            $"Model version transition cannot archive existing model versions because '{name}' is not an Active stage. "
                + $"Valid stages are {PythonForm.ReprList(active)}",
            "archive_existing_versions"
        );
    }
}
