using Gradus.Data.Artifacts;

namespace Gradus.Server.Mlflow.Artifacts;

/// <summary>An entry of a folder; the size is left out where it is 0, as MLflow does.</summary>
internal sealed record ArtifactEntryDto(string Path, bool IsDir, long? FileSize)
{
    public static ArtifactEntryDto From(ArtifactEntry entry) =>
        new(entry.Name, entry.IsFolder, entry.Size > 0 ? entry.Size : null);
}

/// <summary>What stands in a folder.</summary>
internal sealed record ArtifactListDto(IReadOnlyList<ArtifactEntryDto>? Files)
{
    public static ArtifactListDto From(IReadOnlyList<ArtifactEntry> entries) =>
        new(entries.Count > 0 ? [.. entries.Select(ArtifactEntryDto.From)] : null);
}
