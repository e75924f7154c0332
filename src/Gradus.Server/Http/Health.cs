using System.Reflection;

namespace Gradus.Server.Http;

/// <summary>What load balancers and MLflow's clients ask first.</summary>
internal static class Health
{
    /// <summary>Gradus's own version.</summary>
    public static string Version { get; } =
        typeof(Health)
            .Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()!
            .InformationalVersion.Split('+')[0];

    public static void MapHealth(this WebApplication app)
    {
        app.MapGet("/health", () => TypedResults.Text("OK")).ExcludeFromDescription();
        app.MapGet("/version", () => TypedResults.Text(Version)).ExcludeFromDescription();
    }
}
