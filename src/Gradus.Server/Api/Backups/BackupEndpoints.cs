using Gradus.Core.Policies;
using Gradus.Server.Auth;
using Gradus.Server.Backups;

namespace Gradus.Server.Api.Backups;

/// <summary>/backup: all rows of the registry, for administrators.</summary>
internal static class BackupEndpoints
{
    public static void MapBackup(this RouteGroupBuilder api) =>
        api.MapGet("/backup", GetAsync)
            .Requires(PolicyAction.Administer)
            .WithTags("Backup")
            .Produces(StatusCodes.Status200OK, contentType: "application/gzip")
            .WithSummary(
                "All rows of the registry at one moment, a line a row, compressed; the blobs they name are kept."
            );

    private static async Task<IResult> GetAsync(BackupMaking making, HttpContext context) =>
        (await making.MakeAsync(context.RequestAborted)).Try(out var file, out var error)
            ? TypedResults.Stream(file, "application/gzip")
            : Problems.Refuse(context, error);
}
