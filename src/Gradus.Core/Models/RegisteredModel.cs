namespace Gradus.Core.Models;

/// <summary>A registered model: the name under which versions are kept.</summary>
/// <param name="Name">Unique, case-sensitive.</param>
/// <param name="Description">Free text; null when it was never set or was cleared.</param>
/// <param name="CreatedAt">When it was registered.</param>
/// <param name="UpdatedAt">When it or one of its versions last changed.</param>
/// <param name="Tags">Ordered by key.</param>
/// <param name="Aliases">Ordered by name.</param>
/// <param name="LatestVersions">The highest version in each stage that holds one.</param>
public sealed record RegisteredModel(
    string Name,
    string? Description,
    DateTimeOffset CreatedAt,
    DateTimeOffset UpdatedAt,
    IReadOnlyList<Tag> Tags,
    IReadOnlyList<Alias> Aliases,
    IReadOnlyList<ModelVersion> LatestVersions
);
