namespace Gradus.Core.Artifacts;

/// <summary>What reading a model's files for its signature gave.</summary>
/// <param name="Signature">The signature; null if the files tell none.</param>
/// <param name="Problem">Why there is none though a file should tell it; null otherwise.</param>
public sealed record SignatureReading(Signature? Signature, string? Problem);
