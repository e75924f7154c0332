namespace Gradus.Server.Mlflow;

/// <summary>MLflow's wire API: a dialect of the same use cases that the native API speaks.</summary>
internal static class MlflowRoutes
{
    public static void MapMlflow(this WebApplication app) { }
}
