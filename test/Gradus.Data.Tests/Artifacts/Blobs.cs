using System.Text;
using Gradus.Core.Artifacts;
using Gradus.Core.Models;

namespace Gradus.Data.Artifacts;

/// <summary>Manifests and files of made-up bytes.</summary>
internal static class Blobs
{
    public static Digest DigestOf(string content) => Digest.Of(Encoding.UTF8.GetBytes(content));

    public static ArtifactPath Path(string path) => ArtifactPath.Parse(path).Value;

    /// <summary>A manifest of files whose contents are their second names.</summary>
    public static Manifest Manifest(params (string Path, string Content)[] files) =>
        Core
            .Artifacts.Manifest.Create(
                files.Select(file => new ManifestFile(Path(file.Path), file.Content.Length, DigestOf(file.Content)))
            )
            .Value;

    public static NewVersion Version(Manifest? manifest, SignatureReading? signature = null, string? folder = null) =>
        new(
            Source: "mlflow-artifacts:/x",
            StorageLocation: "mlflow-artifacts:/x",
            Manifest: manifest,
            Signature: signature,
            ArtifactFolder: folder,
            Description: "",
            RunId: "",
            RunLink: "",
            Tags: []
        );
}
