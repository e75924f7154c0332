using Gradus.Core.Artifacts;

namespace Gradus.Core.Models;

/// <summary>One version of a registered model.</summary>
/// <param name="Model">The registered model's name.</param>
/// <param name="Number">1, 2, 3 …: dense per model, never reused.</param>
/// <param name="Stage">The stage it is in.</param>
/// <param name="Status">Whether its artifact can be used.</param>
/// <param name="StatusMessage">Why it is quarantined; null while Ready.</param>
/// <param name="Description">Free text, may be empty; null once it was cleared.</param>
/// <param name="Source">The URI it was registered with: an opaque string that the server never opens.</param>
/// <param name="StorageLocation">Where its bytes are to be read: <paramref name="Source"/>, resolved if that names another version.</param>
/// <param name="RunId">The run it came from; empty if none was given.</param>
/// <param name="RunLink">A link to that run; empty if none was given.</param>
/// <param name="Manifest">The digest of its manifest; null if its bytes are kept elsewhere.</param>
/// <param name="CreatedBy">Who registered it.</param>
/// <param name="CreatedAt">When it was registered.</param>
/// <param name="UpdatedAt">When it last changed.</param>
/// <param name="Tags">Ordered by key.</param>
/// <param name="Aliases">The aliases that point at it, ordered.</param>
public sealed record ModelVersion(
    string Model,
    int Number,
    string Stage,
    VersionStatus Status,
    string? StatusMessage,
    string? Description,
    string Source,
    string StorageLocation,
    string RunId,
    string RunLink,
    Digest? Manifest,
    string CreatedBy,
    DateTimeOffset CreatedAt,
    DateTimeOffset UpdatedAt,
    IReadOnlyList<Tag> Tags,
    IReadOnlyList<string> Aliases
);
