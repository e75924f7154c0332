namespace Gradus.Protocol.Models;

/// <summary>A key and a value.</summary>
public sealed record TagDto(string Key, string Value);

/// <summary>A name that points at a version.</summary>
public sealed record AliasDto(string Name, int Version);

/// <summary>A registered model. Times are Unix milliseconds.</summary>
/// <param name="LatestVersions">The highest version in each stage that holds one.</param>
public sealed record ModelDto(
    string Name,
    string? Description,
    long CreatedAt,
    long UpdatedAt,
    IReadOnlyList<TagDto> Tags,
    IReadOnlyList<AliasDto> Aliases,
    IReadOnlyList<VersionDto> LatestVersions
);

/// <summary>One version of a registered model. Times are Unix milliseconds.</summary>
/// <param name="Status"><c>ready</c> or <c>quarantined</c>.</param>
/// <param name="StatusMessage">Why it is quarantined.</param>
/// <param name="Manifest">The manifest's digest "sha256:…"; absent if its bytes are kept elsewhere.</param>
public sealed record VersionDto(
    string Model,
    int Version,
    string Stage,
    string Status,
    string? StatusMessage,
    string Description,
    string Source,
    string? RunId,
    string? RunLink,
    string? Manifest,
    string CreatedBy,
    long CreatedAt,
    long UpdatedAt,
    IReadOnlyList<TagDto> Tags,
    IReadOnlyList<string> Aliases
);

/// <summary>Registers a model.</summary>
public sealed record CreateModelDto(string Name, string? Description = null, IReadOnlyList<TagDto>? Tags = null);

/// <summary>Changes a model; what is absent stays as it is.</summary>
public sealed record UpdateModelDto(string? Name = null, string? Description = null);

/// <summary>
/// Registers a version: either of bytes already uploaded (<paramref name="Files"/>, each blob put before), or of an
/// external <paramref name="Source"/> URI, which the server never opens.
/// </summary>
public sealed record CreateVersionDto(
    IReadOnlyList<FileDto>? Files = null,
    string? Source = null,
    string? Description = null,
    string? RunId = null,
    string? RunLink = null,
    IReadOnlyList<TagDto>? Tags = null
);

/// <summary>One file of a model: its path in it, its size in bytes, its digest "sha256:…".</summary>
public sealed record FileDto(string Path, long Size, string Digest);

/// <summary>Changes a version's description.</summary>
public sealed record UpdateVersionDto(string Description);

/// <summary>Sets a tag's value.</summary>
public sealed record SetTagDto(string Value);

/// <summary>Points an alias at a version.</summary>
public sealed record SetAliasDto(int Version);

/// <summary>A stretch of registered models; <paramref name="NextPageToken"/> is absent at the end.</summary>
public sealed record ModelPageDto(IReadOnlyList<ModelDto> Models, string? NextPageToken);

/// <summary>A stretch of versions; <paramref name="NextPageToken"/> is absent at the end.</summary>
public sealed record VersionPageDto(IReadOnlyList<VersionDto> Versions, string? NextPageToken);
