using Gradus.Core.Artifacts;
using Gradus.Core.Errors;
using Gradus.Data.Artifacts;
using Gradus.Server.Artifacts;

namespace Gradus.Server.Mlflow.Artifacts;

/// <summary>
/// What MLflow's clients see as one tree: the files they put there and, below <c>manifests/</c> by digest, those of every
/// version registered by content.
/// </summary>
internal sealed class ArtifactView(ArtifactTree tree, ManifestStore manifests)
{
    private const string Root = VersionRegistration.ManifestRoot + "/";

    /// <summary>Whether the path is in the part that nobody writes to.</summary>
    public static bool IsOfManifest(ArtifactPath path) =>
        path.Value == VersionRegistration.ManifestRoot || path.Value.StartsWith(Root, StringComparison.Ordinal);

    /// <summary>The file at a path.</summary>
    public async Task<Result<ManifestFile>> GetAsync(ArtifactPath path, CancellationToken cancellationToken)
    {
        if (!IsOfManifest(path))
        {
            return await tree.GetAsync(path, cancellationToken);
        }

        var (files, inside) = await FindManifestAsync(path, cancellationToken);
        return files.FirstOrDefault(file => file.Path.Value == inside) is { } found
            ? found
            : Error.ArtifactNotFound(path.Value);
    }

    /// <summary>Every file below a folder, with paths inside it.</summary>
    public async Task<IReadOnlyList<ManifestFile>> FilesBelowAsync(
        ArtifactPath folder,
        CancellationToken cancellationToken
    )
    {
        if (!IsOfManifest(folder))
        {
            return await tree.FilesBelowAsync(folder, cancellationToken);
        }

        var (files, inside) = await FindManifestAsync(folder, cancellationToken);
        var prefix = inside.Length == 0 ? "" : inside + "/";
        return
        [
            .. files
                .Where(file => file.Path.Value.StartsWith(prefix, StringComparison.Ordinal))
                .Select(file => file with { Path = ArtifactPath.Parse(file.Path.Value[prefix.Length..]).Value }),
        ];
    }

    /// <summary>What stands directly in a folder, by name; null means the root. An unknown folder is empty.</summary>
    public async Task<IReadOnlyList<ArtifactEntry>> ListAsync(ArtifactPath? folder, CancellationToken cancellationToken)
    {
        if (folder is not { } path || !IsOfManifest(path))
        {
            return await tree.ListAsync(folder, cancellationToken);
        }

        return ToEntries(await FilesBelowAsync(path, cancellationToken));
    }

    /// <summary>The entries directly in a folder whose files, with all below, are given.</summary>
    public static IReadOnlyList<ArtifactEntry> ToEntries(IEnumerable<ManifestFile> files) =>
        [
            .. files.GroupBy(
                file => file.Path.Value.Split('/', 2)[0],
                (name, below) =>
                    below.First() is var file && file.Path.Value == name
                        ? new ArtifactEntry(name, IsFolder: false, file.Size)
                        : new ArtifactEntry(name, IsFolder: true, 0),
                StringComparer.Ordinal
            ),
        ];

    private async Task<(IReadOnlyList<ManifestFile> Files, string Inside)> FindManifestAsync(
        ArtifactPath path,
        CancellationToken cancellationToken
    )
    {
        var parts = path.Value.Split('/', 3);
        if (parts.Length < 2 || !Digest.Parse(parts[1]).Try(out var digest, out _))
        {
            return ([], "");
        }

        var stored = await manifests.GetAsync(digest, cancellationToken);
        return (stored.IsOk ? stored.Value.Manifest.Files : [], parts.Length == 3 ? parts[2] : "");
    }
}
