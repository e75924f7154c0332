using Gradus.Server.Mlflow.Artifacts;
using Gradus.Server.Mlflow.Models;

namespace Gradus.Server.Mlflow;

/// <summary>MLflow's wire API: a dialect of the same use cases that the native API speaks.</summary>
internal static class MlflowRoutes
{
    private static readonly string[] Prefixes = ["/api/2.0/mlflow", "/ajax-api/2.0/mlflow"];

    public static void AddMlflow(this IServiceCollection services) =>
        services.AddSingleton<ArtifactView>().AddSingleton<VersionSources>();

    public static void MapMlflow(this WebApplication app)
    {
        foreach (var prefix in Prefixes)
        {
            var mlflow = app.MapGroup(prefix).ExcludeFromDescription();
            mlflow.MapRegisteredModels();
            mlflow.MapRegisteredModelTags();
            mlflow.MapRegisteredModelAliases();
            mlflow.MapModelVersions();
            mlflow.MapModelVersionTags();
            mlflow.MapStageTransitions();
        }
    }
}
