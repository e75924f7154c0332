using System.Text;
using System.Text.Json;
using Gradus.Core.Errors;
using Gradus.Core.Ledger;

namespace Gradus.Core.Attestations;

/// <summary>A signature in an envelope.</summary>
/// <param name="KeyId">Which key has made it; a hint, and trusted for nothing.</param>
/// <param name="Bytes">The signature: of ECDSA in DER.</param>
public sealed record DsseSignature(string KeyId, ReadOnlyMemory<byte> Bytes);

/// <summary>
/// Bytes of a type, signed together with the type: the Dead Simple Signing Envelope
/// (github.com/secure-systems-lab/dsse, protocol version 1.0.2).
/// </summary>
/// <param name="PayloadType">What the payload is.</param>
/// <param name="Payload">What is signed.</param>
/// <param name="Signatures">Who signed it.</param>
public sealed record DsseEnvelope(
    string PayloadType,
    ReadOnlyMemory<byte> Payload,
    IReadOnlyList<DsseSignature> Signatures
)
{
    private const int MaxLength = 1_000_000;

    /// <summary>Signs a payload.</summary>
    /// <param name="payloadType">What it is.</param>
    /// <param name="payload">The bytes.</param>
    /// <param name="key">The public half of the key that signs.</param>
    /// <param name="sign">Makes the signature.</param>
    public static DsseEnvelope Sign(string payloadType, byte[] payload, NoteKey key, Func<byte[], byte[]> sign)
    {
        ArgumentNullException.ThrowIfNull(key);
        ArgumentNullException.ThrowIfNull(sign);
        return new(payloadType, payload, [new DsseSignature(key.KeyId, sign(PreAuthentication(payloadType, payload)))]);
    }

    /// <summary>The bytes that its signatures are of: the payload with its type.</summary>
    public byte[] SignedBytes() => PreAuthentication(PayloadType, Payload.Span);

    /// <summary>Whether the key has signed it.</summary>
    public bool IsSignedBy(NoteKey key)
    {
        ArgumentNullException.ThrowIfNull(key);
        var signed = SignedBytes();
        return Signatures.Any(signature => key.Verifies(signed, signature.Bytes.Span));
    }

    /// <summary>Reads an envelope; says nothing of whether its signatures are right.</summary>
    public static Result<DsseEnvelope> Parse(string? text)
    {
        if (text is not { Length: > 0 and <= MaxLength })
        {
            return NotAnEnvelope;
        }

        try
        {
            using var json = JsonDocument.Parse(text);
            return Read(json.RootElement);
        }
        catch (Exception e)
            when (e is JsonException or InvalidOperationException or FormatException or KeyNotFoundException)
        {
            return NotAnEnvelope;
        }
    }

    /// <summary>The envelope as it is handed on.</summary>
    public override string ToString() =>
        CanonicalJson.Members([
            new("payload", CanonicalJson.Text(Convert.ToBase64String(Payload.Span))),
            new("payloadType", CanonicalJson.Text(PayloadType)),
            new("signatures", $"[{string.Join(',', Signatures.Select(Say))}]"),
        ]);

    /// <summary>Reads an envelope that stands within another document.</summary>
    /// <exception cref="KeyNotFoundException">Something is missing.</exception>
    /// <exception cref="InvalidOperationException">Something is of another kind.</exception>
    /// <exception cref="FormatException">Something is written in another way.</exception>
    internal static DsseEnvelope Read(JsonElement envelope) =>
        new(
            envelope.GetProperty("payloadType").GetString() ?? "",
            envelope.GetProperty("payload").GetBytesFromBase64(),
            [
                .. envelope
                    .GetProperty("signatures")
                    .EnumerateArray()
                    .Select(signature => new DsseSignature(
                        signature.TryGetProperty("keyid", out var id) ? id.GetString() ?? "" : "",
                        signature.GetProperty("sig").GetBytesFromBase64()
                    )),
            ]
        );

    private static Error NotAnEnvelope => Error.Invalid("It is not a DSSE envelope.", "attestation");

    private static string Say(DsseSignature signature) =>
        CanonicalJson.Members([
            new("keyid", CanonicalJson.Text(signature.KeyId)),
            new("sig", CanonicalJson.Text(Convert.ToBase64String(signature.Bytes.Span))),
        ]);

    // PAE: "DSSEv1" SP LEN(type) SP type SP LEN(body) SP body; lengths in bytes, in decimal.
    private static byte[] PreAuthentication(string type, ReadOnlySpan<byte> body)
    {
        var bytes = Encoding.UTF8.GetByteCount(type);
        return
        [
            .. Encoding.UTF8.GetBytes(FormattableString.Invariant($"DSSEv1 {bytes} {type} {body.Length} ")),
            .. body,
        ];
    }
}
