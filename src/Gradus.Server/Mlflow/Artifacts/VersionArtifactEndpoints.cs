using Gradus.Core.Artifacts;
using Gradus.Core.Errors;
using Gradus.Core.Models;
using Gradus.Core.Policies;
using Gradus.Data.Artifacts;
using Gradus.Data.Models;
using Gradus.Server.Auth;
using Gradus.Server.Mlflow.Requests;

namespace Gradus.Server.Mlflow.Artifacts;

/// <summary>/model-versions/get-artifact: one of a version's files, for MLflow's pages.</summary>
internal static class VersionArtifactEndpoints
{
    public static void MapVersionDownloads(this WebApplication app) =>
        app.MapGet("/model-versions/get-artifact", GetAsync).Requires(PolicyAction.Read).ExcludeFromDescription();

    private static async Task<IResult> GetAsync(
        MlflowRequest request,
        VersionStore versions,
        ManifestStore manifests,
        ArtifactView artifacts
    )
    {
        var name = request.Required("name");
        var number = request.Required("version");
        request.Required("path");
        var path = request.ArtifactPath("path");
        var version = request.Version(name, number);
        if (request.Refusal is { } refusal)
        {
            return MlflowErrors.Refuse(refusal);
        }

        var cancelled = request.Context.RequestAborted;
        var found = await versions.GetAsync(version.Model, version.Number, cancelled);
        if (!found.Try(out var registered, out var error))
        {
            return MlflowErrors.Refuse(version.Word(error));
        }

        var file = registered.Manifest is { } digest
            ? (await manifests.GetAsync(digest, cancelled)).Then(stored => Find(stored.Manifest, path!.Value))
            : await FindInTreeAsync(registered, path!.Value, artifacts, cancelled);
        return file.Try(out var entry, out error) ? new BlobAnswer(entry) : MlflowErrors.Refuse(error);
    }

    private static Result<ManifestFile> Find(Manifest manifest, ArtifactPath path) =>
        manifest.Files.FirstOrDefault(file => file.Path == path) is { } file ? file : NoSuchArtifact(path);

    // A version that was registered before its files were put has no manifest: they are looked up where they are now.
    private static async Task<Result<ManifestFile>> FindInTreeAsync(
        ModelVersion version,
        ArtifactPath path,
        ArtifactView artifacts,
        CancellationToken cancellationToken
    )
    {
        var whole = ProxyUri.ParsePath(version.StorageLocation).Then(folder => ArtifactPath.Parse($"{folder}/{path}"));
        if (!whole.Try(out var place, out _))
        {
            return NoSuchArtifact(path);
        }

        var found = await artifacts.GetAsync(place, cancellationToken);
        return found.IsOk ? found : NoSuchArtifact(path);
    }

    private static Error NoSuchArtifact(ArtifactPath path) =>
        new(ErrorCode.ArtifactNotFound, $"No such artifact: '{path}'", path.Value);
}
