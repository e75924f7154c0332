using Gradus.Core.Artifacts;
using Gradus.Core.Errors;
using Gradus.Isolation;
using Gradus.Protocol.Work;

namespace Gradus.Worker.Files;

/// <summary>Lays the files of a version out in a folder: each is what its digest says, and all together what the manifest's says.</summary>
internal sealed class ArtifactFiles(BlobCache cache)
{
    /// <summary>
    /// The manifest of what the server describes. Every path is checked again here, and the digest over all files is
    /// computed from what will be laid out.
    /// </summary>
    /// <param name="artifact">What the server describes.</param>
    /// <param name="whose">Whose files they are, for the refusal, e.g. "model".</param>
    public static Result<Manifest> Describe(WorkArtifactDto artifact, string whose)
    {
        var files = new List<ManifestFile>();
        foreach (var file in artifact.Files)
        {
            if (!ArtifactPath.Parse(file.Path).Try(out var path, out _))
            {
                return Error.Invalid($"The {whose}'s file path '{file.Path}' is not a clean relative path.");
            }

            if (!Digest.Parse(file.Digest).Try(out var digest, out var error))
            {
                return error;
            }

            files.Add(new ManifestFile(path, file.Size, digest));
        }

        return Manifest
            .Create(files)
            .Then<Manifest>(manifest =>
                manifest.Digest.ToString() == artifact.Digest
                    ? manifest
                    : Error.Invalid($"The {whose}'s files make up {manifest.Digest}, not {artifact.Digest}.")
            );
    }

    /// <summary>Lays the files of a model out, and tells where the one lies that a runtime loads; the refusal says what is not to be had.</summary>
    /// <param name="artifact">What the server describes.</param>
    /// <param name="folder">Where to.</param>
    /// <param name="whose">Whose files they are, for the refusal, e.g. "model".</param>
    /// <param name="ct">Ends it.</param>
    public async Task<Result<string>> LayOutModelAsync(
        WorkArtifactDto artifact,
        string folder,
        string whose,
        CancellationToken ct
    )
    {
        if (
            !Describe(artifact, whose).Try(out var manifest, out var error)
            || !ModelFile.Choose(manifest).Try(out var model, out error)
        )
        {
            return error;
        }

        var laidOut = await LayOutAsync(manifest, folder, whose, ct).ConfigureAwait(false);
        return laidOut.Map(_ => Path.Join(folder, model.Value));
    }

    /// <summary>Lays the files of a manifest out; the refusal says which is not to be had.</summary>
    public async Task<Result<Done>> LayOutAsync(Manifest manifest, string folder, string whose, CancellationToken ct)
    {
        foreach (var file in manifest.Files)
        {
            var target = Path.Join(folder, file.Path.Value);
            PrivateFolder.Create(Path.GetDirectoryName(target)!);
            if ((await cache.CopyAsync(file.Digest, file.Size, target, ct).ConfigureAwait(false)).Error is { } refusal)
            {
                return Error.Invalid($"File '{file.Path}' of the {whose} is not to be had. {refusal.Message}");
            }
        }

        return new Done();
    }
}
