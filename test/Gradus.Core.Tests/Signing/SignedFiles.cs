using Gradus.Core.Artifacts;

namespace Gradus.Core.Signing;

/// <summary>Manifests of files that are signed.</summary>
internal static class SignedFiles
{
    /// <summary>The files, and their signature as "model.sig".</summary>
    public static Manifest ManifestOf(IReadOnlyDictionary<string, byte[]> files, byte[] signature) =>
        Manifest
            .Create(
                files
                    .Append(new(SignatureFile.UsualPath, signature))
                    .Select(file => new ManifestFile(
                        ArtifactPath.Parse(file.Key).Value,
                        file.Value.Length,
                        Digest.Of(file.Value)
                    ))
            )
            .Value;
}
