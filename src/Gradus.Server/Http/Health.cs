using System.Reflection;
using Gradus.Artifacts.Local;
using Gradus.Data;
using Gradus.Server.Auth;
using Gradus.Server.Ledger;
using Microsoft.AspNetCore.Http.HttpResults;

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
        app.MapGet("/health", Answer).IsPublic().ExcludeFromDescription();
        app.MapGet("/", () => TypedResults.Redirect("/api")).IsPublic().ExcludeFromDescription();
        app.MapGet("/version", () => TypedResults.Text(Version)).IsPublic().ExcludeFromDescription();
    }

    // A server that takes no more writes is not healthy: whoever watches over it restarts it. Nor is one whose ledger is not
    // what it was.
    private static ContentHttpResult Answer(Database database, LocalBlobStore blobs, LedgerSigner signer) =>
        (database.Problem ?? blobs.Problem ?? signer.Problem) is { } problem
            ? TypedResults.Text(problem, statusCode: StatusCodes.Status503ServiceUnavailable)
            : TypedResults.Text("OK");
}
