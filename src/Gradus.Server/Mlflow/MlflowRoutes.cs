using Gradus.Server.Mlflow.Artifacts;
using Gradus.Server.Mlflow.Models;
using Gradus.Server.Mlflow.Surface;
using Gradus.Server.Mlflow.TransitionRequests;

namespace Gradus.Server.Mlflow;

/// <summary>MLflow's wire API: a dialect of the same use cases that the native API speaks.</summary>
internal static class MlflowRoutes
{
    private static readonly string[] Roots = ["/api", "/ajax-api"];

    public static void AddMlflow(this IServiceCollection services) =>
        services
            .AddSingleton<ArtifactView>()
            .AddSingleton<VersionSources>()
            .AddSingleton<TransitionRequests.TransitionRequests>()
            .AddSingleton<VersionActivities>();

    public static void MapMlflow(this WebApplication app)
    {
        app.UseProxyPaths();
        foreach (var root in Roots)
        {
            var api = app.MapGroup(root).ExcludeFromDescription();
            var mlflow = api.MapGroup("/2.0/mlflow");
            mlflow.MapRegisteredModels();
            mlflow.MapRegisteredModelTags();
            mlflow.MapRegisteredModelAliases();
            mlflow.MapModelVersions();
            mlflow.MapModelVersionTags();
            mlflow.MapStageTransitions();
            mlflow.MapTransitionRequests();
            mlflow.MapRunArtifacts();
            api.MapGroup("/2.0/mlflow-artifacts").MapArtifactProxy();
            api.MapMissing();
        }

        app.MapVersionDownloads();
        app.MapRunDownloads();
    }
}
