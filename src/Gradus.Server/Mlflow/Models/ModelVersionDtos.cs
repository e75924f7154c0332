using System.Globalization;
using Gradus.Core.Models;
using Gradus.Core.Search;

namespace Gradus.Server.Mlflow.Models;

/// <summary>A model version; the fields stand in the order of MLflow's protocol, and absent ones are left out.</summary>
internal sealed record ModelVersionDto(
    string Name,
    string Version,
    long CreationTimestamp,
    long LastUpdatedTimestamp,
    string CurrentStage,
    string? Description,
    string Source,
    string RunId,
    string Status,
    string? StatusMessage,
    IReadOnlyList<MlflowTagDto>? Tags,
    string RunLink,
    IReadOnlyList<string>? Aliases
)
{
    public static ModelVersionDto From(ModelVersion version) =>
        new(
            Name: version.Model,
            Version: version.Number.ToString(CultureInfo.InvariantCulture),
            CreationTimestamp: version.CreatedAt.ToUnixTimeMilliseconds(),
            LastUpdatedTimestamp: version.UpdatedAt.ToUnixTimeMilliseconds(),
            CurrentStage: version.Stage,
            Description: version.Description,
            Source: version.Source,
            RunId: version.RunId,
            // MLflow has no word for bytes that went bad; this is its only one for a version that cannot be used.
            Status: version.Status == VersionStatus.Ready ? "READY" : "FAILED_REGISTRATION",
            StatusMessage: version.StatusMessage,
            Tags: MlflowTagDto.From(version.Tags),
            RunLink: version.RunLink,
            Aliases: version.Aliases.Count > 0 ? version.Aliases : null
        );
}

/// <summary>An answer that is one model version.</summary>
internal sealed record ModelVersionAnswerDto(ModelVersionDto ModelVersion)
{
    public static ModelVersionAnswerDto From(ModelVersion version) => new(ModelVersionDto.From(version));
}

/// <summary>A page of model versions.</summary>
internal sealed record ModelVersionPageDto(IReadOnlyList<ModelVersionDto>? ModelVersions, string? NextPageToken)
{
    public static ModelVersionPageDto From(Page<ModelVersion> page) => From(page.Items, page.Next);

    public static ModelVersionPageDto From(IEnumerable<ModelVersion> versions, string? next = null)
    {
        var dtos = versions.Select(ModelVersionDto.From).ToList();
        return new ModelVersionPageDto(dtos.Count > 0 ? dtos : null, next);
    }
}

/// <summary>Where a version's bytes are to be read.</summary>
internal sealed record DownloadUriDto(string ArtifactUri);
