using Gradus.Core.Artifacts;
using Gradus.Core.Errors;

namespace Gradus.Artifacts;

/// <summary>
/// Stored bytes turned out, while they were being read, not to be those they were stored as. Whoever reads must drop what it
/// got; whoever owns the version quarantines it. Derives from <see cref="IOException"/>, so a reader that copes with a
/// breaking stream copes with this.
/// </summary>
/// <param name="digest">The digest under which the bytes are stored.</param>
/// <param name="found">What was found instead, as the end of a sentence: "its bytes have SHA-256 …".</param>
public sealed class CorruptBlobException(Digest digest, string found)
    : IOException($"Blob {digest} is corrupt: {found}.")
{
    /// <summary>The digest under which the bytes are stored.</summary>
    public Digest Digest { get; } = digest;

    /// <summary>What was found instead.</summary>
    public string Found { get; } = found;

    /// <summary>The same as a refusal.</summary>
    public Error ToError() => new(ErrorCode.Corrupt, Message, Digest.Hex);
}
