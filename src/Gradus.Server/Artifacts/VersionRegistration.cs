using Gradus.Artifacts.Local;
using Gradus.Artifacts.Signatures;
using Gradus.Core;
using Gradus.Core.Artifacts;
using Gradus.Core.Errors;
using Gradus.Core.Faults;
using Gradus.Core.Models;
using Gradus.Data.Models;

namespace Gradus.Server.Artifacts;

/// <summary>
/// Registers a version of bytes that are stored already: makes sure that they are there and durable, reads from them what the
/// model takes and gives and who has signed it, and only then writes the row that names them.
/// </summary>
internal sealed class VersionRegistration(LocalBlobStore blobs, VersionStore versions)
{
    /// <summary>The scheme and folder under which a version's own files are read: by content, so it never changes.</summary>
    public const string ManifestRoot = "manifests";

    /// <summary>The URI of a manifest's files for MLflow's clients.</summary>
    public static string SourceOf(Manifest manifest) => $"mlflow-artifacts:/{ManifestRoot}/{manifest.Digest.Hex}";

    /// <summary>Registers a version.</summary>
    /// <param name="model">The registered model's name.</param>
    /// <param name="version">The version; its manifest's blobs must have been put.</param>
    /// <param name="caller">Who registers it.</param>
    /// <param name="cancellationToken">Ends reading the signature.</param>
    public async Task<Result<ModelVersion>> RegisterAsync(
        string model,
        NewVersion version,
        Caller caller,
        CancellationToken cancellationToken
    )
    {
        if (version.Manifest is not { } manifest)
        {
            return await versions.CreateAsync(model, version, caller);
        }

        if (FindMissing(manifest) is { } missing)
        {
            return missing;
        }

        Failpoints.Pass(Failpoint.BlobsRenewed);
        var read = await ModelSignature.ReadAsync(manifest, Open, cancellationToken);
        if (!read.Try(out var signature, out var unreadable))
        {
            return unreadable;
        }

        var signed = await SignatureFiles.ReadAsync(manifest, Open, cancellationToken);
        if (!signed.Try(out var signatureFiles, out unreadable))
        {
            return unreadable;
        }

        return await versions.CreateAsync(
            model,
            version with
            {
                Signature = signature,
                SignatureFiles = signatureFiles,
            },
            caller
        );

        Result<Stream> Open(ManifestFile file) => blobs.OpenVerified(file.Digest, file.Size);
    }

    private Error? FindMissing(Manifest manifest)
    {
        foreach (var file in manifest.Files)
        {
            if (!blobs.Renew(file.Digest).Try(out var isThere, out var error))
            {
                return error;
            }

            if (!isThere || blobs.Find(file.Digest)?.Size != file.Size)
            {
                return Error.Invalid(
                    $"File '{file.Path}' was not uploaded: no blob {file.Digest} of {file.Size} bytes is stored.",
                    "files"
                );
            }
        }

        return null;
    }
}
