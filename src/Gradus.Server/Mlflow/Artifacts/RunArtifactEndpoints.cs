using Gradus.Server.Auth;
using Gradus.Server.Mlflow.Models;
using Gradus.Server.Mlflow.Requests;

namespace Gradus.Server.Mlflow.Artifacts;

/// <summary>Artifacts by the run that logged them: checked like MLflow's, and then there is no such run.</summary>
internal static class RunArtifactEndpoints
{
    public static void MapRunArtifacts(this RouteGroupBuilder mlflow) =>
        mlflow.MapGet("/artifacts/list", RefuseList).IsForEveryoneKnown();

    public static void MapRunDownloads(this WebApplication app) =>
        app.MapGet("/get-artifact", RefuseDownload).IsForEveryoneKnown().ExcludeFromDescription();

    private static IResult RefuseList(MlflowRequest request)
    {
        var runId = request.RunId();
        request.ArtifactPath("path");
        return MlflowErrors.Refuse(request.Refusal ?? Runs.NotFound(runId));
    }

    private static IResult RefuseDownload(MlflowRequest request)
    {
        var runId = request.RunId();
        request.Required("path");
        request.ArtifactPath("path");
        return MlflowErrors.Refuse(request.Refusal ?? Runs.NotFound(runId));
    }

    // Old clients call it run_uuid.
    private static string RunId(this MlflowRequest request) =>
        request.Optional("run_uuid") is { Length: > 0 } old ? old : request.Required("run_id");
}
