using System.Security.Cryptography;
using Gradus.Core.Artifacts;
using Gradus.Core.Errors;
using Gradus.Isolation;
using Gradus.Protocol;
using Gradus.Serving.Models;

namespace Gradus.Serving.Following;

/// <summary>
/// The files of versions on this machine, a folder for each manifest digest. Whatever is loaded was hashed right before,
/// wherever it came from.
/// </summary>
internal sealed class ModelStore : IDisposable
{
    // Versions that a rollback may go back to; besides those that are served.
    private const int KeptBesides = 8;

    private readonly string _folder;
    private readonly GradusClient _client;
    private readonly LastServed _lastServed;
    private readonly ServedModels _models;
    private readonly SemaphoreSlim _oneAtATime = new(1);

    private ModelStore(string folder, LastServed lastServed, ServedModels models, GradusClient client)
    {
        _models = models;
        _folder = folder;
        _lastServed = lastServed;
        _client = client;
    }

    /// <summary>Opens the store in a data folder; what a gateway that was killed left half done is removed.</summary>
    public static ModelStore Open(string data, LastServed lastServed, ServedModels models, GradusClient client)
    {
        var folder = Path.Join(data, "models");
        PrivateFolder.Create(folder);
        foreach (var draft in Directory.EnumerateDirectories(folder, "*.draft"))
        {
            Directory.Delete(draft, recursive: true);
        }

        return new ModelStore(folder, lastServed, models, client);
    }

    /// <summary>
    /// The path of a version's model file, whose bytes and those beside it are what the manifest says. What is not there, or has
    /// changed, is fetched.
    /// </summary>
    /// <exception cref="IOException">The disk fails, or other bytes came than were asked for.</exception>
    public async Task<Result<string>> GetAsync(KnownVersion version, CancellationToken cancellationToken)
    {
        if (
            !version.CheckedManifest().Try(out var manifest, out var error)
            || !ModelFile.Choose(manifest).Try(out var model, out error)
        )
        {
            return error;
        }

        await _oneAtATime.WaitAsync(cancellationToken);
        try
        {
            var folder = Path.Join(_folder, manifest.Digest.Hex);
            if (await FindProblemAsync(manifest, folder, cancellationToken) is not null)
            {
                await FetchAsync(version, folder, cancellationToken);
                Sweep();
            }

            if (await FindProblemAsync(manifest, folder, cancellationToken) is { } problem)
            {
                return Error.Invalid(problem);
            }

            Directory.SetLastWriteTimeUtc(folder, DateTime.UtcNow);
            return Path.Join(folder, model.Value);
        }
        finally
        {
            _oneAtATime.Release();
        }
    }

    // What was not used for long, and neither answers nor is what was served last anywhere, makes room.
    private void Sweep()
    {
        var answering = _models.All.SelectMany(served => served.Lineup.Versions).Select(version => version.Digest);
        var served = _lastServed.All().Select(version => version.Manifest.Digest).Concat(answering).ToHashSet();
        var others = new DirectoryInfo(_folder)
            .EnumerateDirectories()
            .Where(folder => !served.Contains($"sha256:{folder.Name}"))
            .OrderByDescending(folder => folder.LastWriteTimeUtc);
        foreach (var old in others.Skip(KeptBesides))
        {
            old.Delete(recursive: true);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _oneAtATime.Dispose();

    private async Task FetchAsync(KnownVersion version, string folder, CancellationToken cancellationToken)
    {
        var draft = $"{folder}.{Guid.NewGuid():N}.draft";
        PrivateFolder.Create(draft);
        try
        {
            await _client.Versions.DownloadAsync(
                version.Model,
                version.Version,
                draft,
                progress: null,
                cancellationToken
            );
            if (Directory.Exists(folder))
            {
                Directory.Delete(folder, recursive: true);
            }

            Directory.Move(draft, folder);
        }
        finally
        {
            if (Directory.Exists(draft))
            {
                Directory.Delete(draft, recursive: true);
            }
        }
    }

    // What differs from the manifest, in a sentence; null if nothing does.
    private static async Task<string?> FindProblemAsync(Manifest manifest, string folder, CancellationToken ct)
    {
        foreach (var file in manifest.Files)
        {
            var found = new FileInfo(Path.Join(folder, file.Path.Value));
            if (!found.Exists || found.Length != file.Size || found.LinkTarget is not null)
            {
                return $"File '{file.Path}' is not there as it was registered.";
            }

            await using var stream = found.OpenRead();
            var digest = Digest.FromBytes(await SHA256.HashDataAsync(stream, ct));
            if (digest != file.Digest)
            {
                return $"File '{file.Path}' is {digest} on this disk, and was registered as {file.Digest}.";
            }
        }

        return null;
    }
}
