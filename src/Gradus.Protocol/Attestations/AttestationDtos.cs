using System.Text.Json.Serialization;

namespace Gradus.Protocol.Attestations;

/// <summary>A signed statement, as a DSSE envelope: the names are that format's own.</summary>
/// <param name="Payload">The statement, in base64.</param>
/// <param name="PayloadType">What it is: <c>application/vnd.in-toto+json</c>.</param>
/// <param name="Signatures">Who signed it.</param>
public sealed record AttestationDto(
    string Payload,
    [property: JsonPropertyName("payloadType")] string PayloadType,
    IReadOnlyList<AttestationSignatureDto> Signatures
);

/// <summary>A signature of an envelope.</summary>
/// <param name="KeyId">Which key has made it: the id of the ledger's key.</param>
/// <param name="Sig">The signature, in base64.</param>
public sealed record AttestationSignatureDto([property: JsonPropertyName("keyid")] string KeyId, string Sig);
