using Gradus.Protocol.Models;

namespace Gradus.Protocol.Artifacts;

/// <summary>What a version consists of, and what it takes and gives.</summary>
/// <param name="Digest">One digest over all files: "sha256:…".</param>
/// <param name="Size">Bytes of all files together.</param>
/// <param name="Signature">As read from the model's file; absent if it tells none.</param>
/// <param name="SignatureProblem">Why there is no signature though the file should have one.</param>
public sealed record ManifestDto(
    string Digest,
    long Size,
    IReadOnlyList<FileDto> Files,
    SignatureDto? Signature,
    string? SignatureProblem
);

/// <summary>A model's inputs and outputs.</summary>
public sealed record SignatureDto(IReadOnlyList<SignatureFieldDto> Inputs, IReadOnlyList<SignatureFieldDto> Outputs);

/// <summary>One tensor or column.</summary>
/// <param name="Shape">One entry a dimension; null where the size is free.</param>
public sealed record SignatureFieldDto(string Name, string Type, IReadOnlyList<long?> Shape);

/// <summary>What is stored under a digest.</summary>
public sealed record BlobDto(string Digest, long Size);

/// <summary>The answer of re-reading every byte of a version.</summary>
/// <param name="Sound">Whether every file matches its digest.</param>
/// <param name="Problems">What did not match, one sentence a file.</param>
public sealed record VerificationDto(bool Sound, int Files, long Bytes, IReadOnlyList<string> Problems);
