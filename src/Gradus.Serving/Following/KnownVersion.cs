using System.Text.Json.Serialization;
using Gradus.Core.Artifacts;
using Gradus.Core.Errors;
using Gradus.Protocol.Artifacts;

namespace Gradus.Serving.Following;

/// <summary>A version as the control plane described it: enough to serve it without asking again.</summary>
/// <param name="Model">The registered model.</param>
/// <param name="Version">The version's number.</param>
/// <param name="Manifest">Its files, with their digests, and its signature.</param>
internal sealed record KnownVersion(string Model, int Version, ManifestDto Manifest)
{
    /// <summary>The manifest, whose digest is computed from its files anew; the refusal says what is wrong with it.</summary>
    public Result<Manifest> CheckedManifest()
    {
        var files = new List<ManifestFile>();
        foreach (var file in Manifest.Files)
        {
            if (
                !ArtifactPath.Parse(file.Path).Try(out var path, out var error)
                || !Digest.Parse(file.Digest).Try(out var digest, out error)
            )
            {
                return error;
            }

            files.Add(new ManifestFile(path, file.Size, digest));
        }

        return Core
            .Artifacts.Manifest.Create(files)
            .Then<Manifest>(manifest =>
                manifest.Digest.ToString() == Manifest.Digest
                    ? manifest
                    : Error.Invalid($"The version's files make up {manifest.Digest}, not {Manifest.Digest}.")
            );
    }
}

/// <summary>How known versions are kept.</summary>
[JsonSourceGenerationOptions(WriteIndented = true)]
[JsonSerializable(typeof(KnownVersion))]
internal sealed partial class KnownJson : JsonSerializerContext;
