using Gradus.Core.Artifacts;
using Gradus.Core.Errors;
using Gradus.Core.Models;
using Gradus.Core.Policies;
using Gradus.Data.Artifacts;
using Gradus.Data.Models;
using Gradus.Data.Stages;
using Gradus.Server.Auth;
using Gradus.Server.Mlflow.Artifacts;
using Gradus.Server.Mlflow.Requests;

namespace Gradus.Server.Mlflow.Models;

/// <summary>Where a version's bytes are, found out from its source when it is registered.</summary>
/// <param name="StorageLocation">The URI that its bytes are to be read from.</param>
/// <param name="Manifest">What it consists of; null if its bytes are kept elsewhere.</param>
/// <param name="Folder">The folder of the artifact tree that is sealed by it; null if none.</param>
internal sealed record VersionOrigin(string StorageLocation, Manifest? Manifest, string? Folder);

/// <summary>Resolves sources: other versions to what they are made of, the artifact tree to the files that are there.</summary>
internal sealed class VersionSources(
    VersionStore versions,
    AliasStore aliases,
    StageStore stages,
    ManifestStore manifests,
    ArtifactView artifacts
)
{
    /// <summary>Finds what a source means now. An external one means itself and is not opened.</summary>
    public async Task<Result<VersionOrigin>> ResolveAsync(
        string source,
        Access access,
        CancellationToken cancellationToken
    )
    {
        if (ModelUri.Names(source))
        {
            return await OfVersionAsync(source, access, cancellationToken);
        }

        if (!ProxyUri.ParsePath(source).Try(out var folder, out _))
        {
            return new VersionOrigin(source, null, null);
        }

        var files = await artifacts.FilesBelowAsync(folder, cancellationToken);
        if (files.Count == 0)
        {
            return new VersionOrigin(source, null, null);
        }

        var manifest = Manifest.Create(files);
        return manifest.Map(whole => new VersionOrigin(
            source,
            whole,
            ArtifactView.IsOfManifest(folder) ? null : folder.Value
        ));
    }

    private async Task<Result<VersionOrigin>> OfVersionAsync(
        string source,
        Access access,
        CancellationToken cancellationToken
    )
    {
        var parsed = ModelUri.Parse(source);
        if (parsed.IsOk && access.Forbids(PolicyAction.Read, parsed.Value.Name) is { } forbidden)
        {
            return forbidden;
        }

        var found = parsed.Try(out var uri, out var error) ? await FindAsync(uri, cancellationToken) : error;
        if (!found.Try(out var version, out error))
        {
            return Error.Invalid(
                $"Unable to fetch model from model URI source artifact location '{source}'.Error: {error.Message}",
                "source"
            );
        }

        if (version.Manifest is not { } digest)
        {
            return new VersionOrigin(version.StorageLocation, null, null);
        }

        var stored = await manifests.GetAsync(digest, cancellationToken);
        return stored.Map(kept => new VersionOrigin(version.StorageLocation, kept.Manifest, null));
    }

    private async Task<Result<ModelVersion>> FindAsync(ModelUri uri, CancellationToken cancellationToken)
    {
        if (uri.Version is { } typed)
        {
            var name = VersionName.ParseNumber(typed).Map(number => new VersionName(uri.Name, typed, number)).Value;
            var version = await versions.GetAsync(name.Model, name.Number, cancellationToken);
            return version.IsOk ? version : name.Word(version.Error);
        }

        var found = uri.Alias is { } alias
            ? await aliases.GetVersionAsync(uri.Name, alias, cancellationToken)
            : await FindNewestAsync(uri, cancellationToken);
        return found.IsOk ? found : MlflowErrors.Word(found.Error);
    }

    private async Task<Result<ModelVersion>> FindNewestAsync(ModelUri uri, CancellationToken cancellationToken)
    {
        var latest = await versions.LatestAsync(uri.Name, cancellationToken);
        if (!latest.Try(out var candidates, out var error))
        {
            return error;
        }

        if (uri.Stage is { } stage)
        {
            var catalog = await stages.ListAsync(cancellationToken);
            if (!StageWords.Find(catalog, stage).Try(out var wanted, out error))
            {
                return error;
            }

            candidates = [.. candidates.Where(version => version.Stage == wanted.Name)];
        }

        var inStage = uri.Stage is null ? "" : $" and stage '{uri.Stage}'";
        return candidates.MaxBy(version => version.Number) is { } newest
            ? newest
            : Error.Invalid($"No versions of model with name '{uri.Name}'{inStage} found", "source");
    }
}
