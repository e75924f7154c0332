using Gradus.Core.Artifacts;

namespace Gradus.Artifacts;

/// <summary>Bytes that the store holds.</summary>
/// <param name="Digest">SHA-256 of the bytes, which is also their name.</param>
/// <param name="Size">How many bytes there are.</param>
public sealed record StoredBlob(Digest Digest, long Size);
