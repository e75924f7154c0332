using Gradus.Core.Artifacts;

namespace Gradus.Core.Evaluations;

/// <summary>A file that a worker left with what it found: the predictions of a measurement, or the report of a comparison.</summary>
/// <param name="Digest">The SHA-256 of its bytes.</param>
/// <param name="Size">Bytes.</param>
public sealed record OutputFile(Digest Digest, long Size);
