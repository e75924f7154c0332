using Gradus.Core.Artifacts;
using Gradus.Core.Signing;

namespace Gradus.Core.Models;

/// <summary>What a version is registered with.</summary>
/// <param name="Source">The URI it is known by.</param>
/// <param name="StorageLocation">Where its bytes are to be read; the source itself unless that names another version.</param>
/// <param name="Manifest">What it consists of; null if its bytes are kept elsewhere.</param>
/// <param name="Signature">What the model takes and gives, as read from its files.</param>
/// <param name="ArtifactFolder">The folder of the artifact tree it was registered from, which is sealed from then on; null if none.</param>
/// <param name="Description">Free text, may be empty.</param>
/// <param name="RunId">The run it came from; may be empty.</param>
/// <param name="RunLink">A link to that run; may be empty.</param>
/// <param name="Tags">Of one key the last counts.</param>
public sealed record NewVersion(
    string Source,
    string StorageLocation,
    Manifest? Manifest,
    SignatureReading? Signature,
    string? ArtifactFolder,
    string Description,
    string RunId,
    string RunLink,
    IReadOnlyList<Tag> Tags
)
{
    /// <summary>The OpenSSF signatures among its files, as they were read.</summary>
    public IReadOnlyList<SignatureFile> SignatureFiles { get; init; } = [];
}
