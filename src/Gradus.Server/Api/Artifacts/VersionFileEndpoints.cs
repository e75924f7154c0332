using System.Globalization;
using Gradus.Artifacts;
using Gradus.Core.Artifacts;
using Gradus.Core.Errors;
using Gradus.Core.Policies;
using Gradus.Data.Artifacts;
using Gradus.Data.Models;
using Gradus.Protocol.Artifacts;
using Gradus.Server.Artifacts;
using Gradus.Server.Auth;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Gradus.Server.Api.Artifacts;

/// <summary>/models/{model}/versions/{version}/manifest, /files and /verify: what a version consists of.</summary>
internal static class VersionFileEndpoints
{
    public static void MapVersionFiles(this RouteGroupBuilder api)
    {
        var version = api.MapGroup("/models/{model}/versions/{version:int}").WithTags("Artifacts");
        version
            .MapGet("/manifest", ManifestAsync)
            .Requires(PolicyAction.Read)
            .WithSummary("A version's files, digest and signature.");
        version
            .MapMethods("/files/{**path}", ["GET", "HEAD"], FileAsync)
            .Requires(PolicyAction.Read)
            .Produces(StatusCodes.Status200OK, contentType: "application/octet-stream")
            .WithSummary("One of a version's files.");
        version
            .MapPost("/verify", VerifyAsync)
            .Requires(PolicyAction.Read)
            .WithSummary("Reads every byte of a version; quarantines it if one has changed.");
    }

    private static async Task<Results<Ok<ManifestDto>, ProblemHttpResult>> ManifestAsync(
        string model,
        int version,
        VersionStore versions,
        ManifestStore manifests,
        HttpContext context
    ) => (await FindManifestAsync(model, version, versions, manifests, context)).Answer(context, ArtifactMapping.ToDto);

    private static async Task FileAsync(
        string model,
        int version,
        string path,
        VersionStore versions,
        ManifestStore manifests,
        ArtifactGuard guard,
        HttpContext context
    )
    {
        var found = await FindManifestAsync(model, version, versions, manifests, context);
        var file = found.Then(stored => FindFile(stored.Manifest, path));
        await (
            file.Try(out var entry, out var error)
                ? BlobAnswers.SendAsync(context, guard, new StoredBlob(entry.Digest, entry.Size), path.Split('/')[^1])
                : Problems.Refuse(context, error).ExecuteAsync(context)
        );
    }

    private static async Task<Results<Ok<VerificationDto>, ProblemHttpResult>> VerifyAsync(
        string model,
        int version,
        ArtifactGuard guard,
        HttpContext context
    ) =>
        (await guard.VerifyAsync(model, version, context.RequestAborted)).Answer(
            context,
            found => new VerificationDto(found.Sound, found.Files, found.Bytes, found.Problems)
        );

    private static async Task<Result<StoredManifest>> FindManifestAsync(
        string model,
        int number,
        VersionStore versions,
        ManifestStore manifests,
        HttpContext context
    )
    {
        var found = await versions.GetAsync(model, number, context.RequestAborted);
        if (!found.Try(out var version, out var error))
        {
            return error;
        }

        return version.Manifest is { } digest
            ? await manifests.GetAsync(digest, context.RequestAborted)
            : Error.ArtifactNotFound(
                string.Create(CultureInfo.InvariantCulture, $"{model}/{number} (kept at {version.Source})")
            );
    }

    private static Result<ManifestFile> FindFile(Manifest manifest, string path) =>
        manifest.Files.FirstOrDefault(file => file.Path.Value == path) is { } file
            ? file
            : Error.ArtifactNotFound(path);
}
