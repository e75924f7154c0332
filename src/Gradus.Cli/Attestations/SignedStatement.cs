using Gradus.Cli.CommandLine;
using Gradus.Core.Artifacts;
using Gradus.Core.Attestations;
using Gradus.Core.Ledger;
using Gradus.Protocol.Client;

namespace Gradus.Cli.Attestations;

/// <summary>Opens attestations with a key that is trusted, and finds the digest of bytes on the disk that they speak of.</summary>
internal static class SignedStatement
{
    /// <summary>What a refusal's code is.</summary>
    public const string Code = "attestation";

    /// <summary>What an attestation says.</summary>
    /// <param name="text">The attestation.</param>
    /// <param name="trusted">The registry's key.</param>
    /// <param name="called">What the attestation is called in a refusal.</param>
    /// <exception cref="RefusedException">It is none, or not signed with the key.</exception>
    public static AttestedPromotion Open(string text, NoteKey trusted, string called)
    {
        if (!DsseEnvelope.Parse(text).Try(out var envelope, out _) || envelope.PayloadType != InToto.PayloadType)
        {
            throw new RefusedException($"{called} is no attestation of a promotion.", Code);
        }

        if (!envelope.IsSignedBy(trusted))
        {
            throw new RefusedException($"{called} was not signed with this key.", Code);
        }

        return PromotionStatement.Read(envelope.Payload, trusted.Name).Try(out var said, out var error)
            ? said
            : throw new RefusedException(error.Message, Code);
    }

    /// <summary>The digest of the manifest of a file, or of a folder with its files.</summary>
    public static async Task<Digest> DigestOfAsync(string path, CancellationToken cancel)
    {
        var files = new List<ManifestFile>();
        foreach (var file in await LocalFiles.HashAsync(path, cancel))
        {
            files.Add(
                ArtifactPath.Parse(file.Path).Try(out var inside, out var wrong)
                    ? new ManifestFile(inside, file.Size, Digest.Parse(file.Digest).Value)
                    : throw new RefusedException(wrong.Message, Code)
            );
        }

        return Manifest.Create(files).Try(out var manifest, out var error)
            ? manifest.Digest
            : throw new RefusedException(error.Message, Code);
    }

    /// <summary>The key that was typed.</summary>
    /// <exception cref="UsageException">It is none.</exception>
    public static NoteKey KeyOf(string text) =>
        NoteKey.Parse(text).Try(out var key, out var wrong) ? key : throw new UsageException(wrong.Message);
}
