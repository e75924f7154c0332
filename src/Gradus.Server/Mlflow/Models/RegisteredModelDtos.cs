using System.Globalization;
using Gradus.Core.Models;
using Gradus.Core.Search;

namespace Gradus.Server.Mlflow.Models;

/// <summary>A key and a value.</summary>
internal sealed record MlflowTagDto(string Key, string Value)
{
    /// <summary>Tags in the order given; null for none, so that the field is left out.</summary>
    public static IReadOnlyList<MlflowTagDto>? From(IReadOnlyList<Tag> tags) =>
        tags.Count > 0 ? [.. tags.Select(tag => new MlflowTagDto(tag.Key, tag.Value))] : null;
}

/// <summary>An alias inside a registered model.</summary>
internal sealed record MlflowAliasDto(string Alias, string Version)
{
    public static IReadOnlyList<MlflowAliasDto>? From(IReadOnlyList<Alias> aliases) =>
        aliases.Count > 0
            ? [.. aliases.Select(a => new MlflowAliasDto(a.Name, a.Version.ToString(CultureInfo.InvariantCulture)))]
            : null;
}

/// <summary>A registered model; the fields stand in the order of MLflow's protocol, and empty ones are left out.</summary>
internal sealed record RegisteredModelDto(
    string Name,
    long CreationTimestamp,
    long LastUpdatedTimestamp,
    string? Description,
    IReadOnlyList<ModelVersionDto>? LatestVersions,
    IReadOnlyList<MlflowTagDto>? Tags,
    IReadOnlyList<MlflowAliasDto>? Aliases
)
{
    public static RegisteredModelDto From(RegisteredModel model) =>
        new(
            Name: model.Name,
            CreationTimestamp: model.CreatedAt.ToUnixTimeMilliseconds(),
            LastUpdatedTimestamp: model.UpdatedAt.ToUnixTimeMilliseconds(),
            Description: string.IsNullOrEmpty(model.Description) ? null : model.Description,
            LatestVersions: model.LatestVersions.Count > 0
                ? [.. model.LatestVersions.Select(version => ModelVersionDto.From(version) with { Aliases = null })]
                : null,
            Tags: MlflowTagDto.From(model.Tags),
            Aliases: MlflowAliasDto.From(model.Aliases)
        );
}

/// <summary>An answer that is one registered model.</summary>
internal sealed record RegisteredModelAnswerDto(RegisteredModelDto RegisteredModel)
{
    public static RegisteredModelAnswerDto From(RegisteredModel model) => new(RegisteredModelDto.From(model));
}

/// <summary>A page of registered models.</summary>
internal sealed record RegisteredModelPageDto(
    IReadOnlyList<RegisteredModelDto>? RegisteredModels,
    string? NextPageToken
)
{
    public static RegisteredModelPageDto From(Page<RegisteredModel> page) =>
        new(page.Items.Count > 0 ? [.. page.Items.Select(RegisteredModelDto.From)] : null, page.Next);
}
