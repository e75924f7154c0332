namespace Gradus.Artifacts;

/// <summary>What a sweep deleted.</summary>
/// <param name="Blobs">How many blobs.</param>
/// <param name="Bytes">How many bytes they had together.</param>
public sealed record SweepReport(int Blobs, long Bytes);
