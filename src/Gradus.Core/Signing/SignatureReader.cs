using System.Security.Cryptography;
using System.Text.Json;
using Gradus.Core.Artifacts;
using Gradus.Core.Attestations;

namespace Gradus.Core.Signing;

/// <summary>
/// Reads OpenSSF model signatures: a Sigstore bundle around a DSSE envelope around an in-toto statement that lists a model's
/// files (github.com/ossf/model-signing-spec, version 1.0), signed with a key or a certificate.
/// </summary>
public static class SignatureReader
{
    private const string MediaType = "application/vnd.dev.sigstore.bundle.v0.3+json";
    private const int MaxHint = 200;
    private const int MaxSignature = 512;
    private const byte DerSequence = 0x30;
    private const int MaxCertificates = 10;
    private const int MaxCertificateBytes = 32 * 1024;

    // What is there twice means one thing to one reader and another to the next.
    // Stryker disable once all : made once in a process, which the runner keeps from mutant to mutant
    private static readonly JsonDocumentOptions Strict = new() { AllowDuplicateProperties = false };

    /// <summary>Compares what the file says with the files of the version that it belongs to.</summary>
    /// <param name="path">Where the signature file stands among them.</param>
    /// <param name="text">Its bytes.</param>
    /// <param name="manifest">The version's files.</param>
    public static SignatureFile Read(string path, ReadOnlyMemory<byte> text, Manifest manifest)
    {
        ArgumentNullException.ThrowIfNull(manifest);
        var file = new SignatureFile(path);
        try
        {
            using var json = JsonDocument.Parse(text, Strict);
            return Read(file, json.RootElement, manifest);
        }
        catch (Exception e)
            when (e is JsonException or InvalidOperationException or FormatException or KeyNotFoundException)
        {
            return file with
            {
                Problem = "is no signature of a model: it is no Sigstore bundle in JSON, or lacks a part",
            };
        }
    }

    private static SignatureFile Read(SignatureFile file, JsonElement root, Manifest manifest)
    {
        if (root.GetProperty("mediaType").GetString() != MediaType)
        {
            return file with { Problem = $"is no signature of a model: it is no Sigstore bundle of {MediaType}" };
        }

        var envelope = DsseEnvelope.Read(root.GetProperty("dsseEnvelope"));
        if (envelope.Signatures is not [{ Bytes.Length: <= MaxSignature } signature])
        {
            return file with { Problem = "is no signature of a model: it must hold exactly one signature" };
        }

        var signed = envelope.SignedBytes();
        file = WithSigner(file, root.GetProperty("verificationMaterial")) with
        {
            Signature = Convert.ToBase64String(signature.Bytes.Span),
            Hashes =
            [
                Convert.ToHexStringLower(SHA256.HashData(signed)),
                Convert.ToHexStringLower(SHA384.HashData(signed)),
                Convert.ToHexStringLower(SHA512.HashData(signed)),
            ],
        };
        if (envelope.PayloadType != InToto.PayloadType)
        {
            return file with { Problem = $"is no signature of a model: what is signed is not {InToto.PayloadType}" };
        }

        using var payload = JsonDocument.Parse(envelope.Payload, Strict);
        return ModelStatement.Compare(file, payload.RootElement, manifest);
    }

    private static SignatureFile WithSigner(SignatureFile file, JsonElement material)
    {
        if (material.TryGetProperty("publicKey", out var key))
        {
            return file with
            {
                KeyHint =
                    key.TryGetProperty("hint", out var hint)
                    && hint.GetString() is { Length: <= MaxHint } named
                    && named.All(char.IsAsciiHexDigit)
                        ? named
                        : "",
            };
        }

        if (!material.TryGetProperty("x509CertificateChain", out var chain))
        {
            return material.TryGetProperty("certificate", out _)
                ? file with
                {
                    NotChecked =
                        "is signed without a lasting key (keyless, by Sigstore), which is not checked here: sign with a key or a certificate",
                }
                : file with
                {
                    Problem = "is no signature of a model: it names neither a key nor a certificate",
                };
        }

        var certificates = chain
            .GetProperty("certificates")
            .EnumerateArray()
            .Select(one => one.GetProperty("rawBytes").GetBytesFromBase64())
            .ToList();
        if (certificates.Count is 0 or > MaxCertificates || certificates.Sum(one => one.Length) > MaxCertificateBytes)
        {
            return file with
            {
                Problem = FormattableString.Invariant(
                    $"is no signature of a model: it must bring 1 to {MaxCertificates} certificates, of {MaxCertificateBytes / 1024} KiB together"
                ),
            };
        }

        return certificates.All(one => one is [DerSequence, ..])
            ? file with
            {
                Certificates = [.. certificates.Select(one => Convert.ToBase64String(one))],
            }
            : file with
            {
                Problem = "is no signature of a model: its certificates are not in DER",
            };
    }
}
