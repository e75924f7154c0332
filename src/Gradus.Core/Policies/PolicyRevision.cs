using Gradus.Core.Artifacts;

namespace Gradus.Core.Policies;

/// <summary>A policy as it was applied. Kept for good.</summary>
/// <param name="Number">0 for the open policy of a new registry, then 1, 2, 3 …</param>
/// <param name="Digest">Over the text.</param>
/// <param name="Text">The file, as it was written.</param>
/// <param name="Author">Who applied it.</param>
/// <param name="Reason">Why; may be empty.</param>
/// <param name="AppliedAt">When.</param>
/// <param name="Policy">What the text says.</param>
public sealed record PolicyRevision(
    int Number,
    Digest Digest,
    string Text,
    string Author,
    string Reason,
    DateTimeOffset AppliedAt,
    Policy Policy
);
