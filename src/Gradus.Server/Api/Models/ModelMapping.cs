using Gradus.Core.Errors;
using Gradus.Core.Models;
using Gradus.Core.Search;
using Gradus.Protocol.Models;

namespace Gradus.Server.Api.Models;

/// <summary>Between models as the domain knows them and as the wire does.</summary>
internal static class ModelMapping
{
    public static ModelDto ToDto(this RegisteredModel model) =>
        new(
            Name: model.Name,
            Description: model.Description,
            CreatedAt: model.CreatedAt.ToUnixTimeMilliseconds(),
            UpdatedAt: model.UpdatedAt.ToUnixTimeMilliseconds(),
            Tags: [.. model.Tags.Select(ToDto)],
            Aliases: [.. model.Aliases.Select(alias => new AliasDto(alias.Name, alias.Version))],
            LatestVersions: [.. model.LatestVersions.Select(ToDto)]
        );

    public static VersionDto ToDto(this ModelVersion version) =>
        new(
            Model: version.Model,
            Version: version.Number,
            Stage: version.Stage,
            Status: version.Status.ToString().ToLowerInvariant(),
            StatusMessage: version.StatusMessage,
            Description: version.Description ?? "",
            Source: version.Source,
            RunId: version.RunId.Length > 0 ? version.RunId : null,
            RunLink: version.RunLink.Length > 0 ? version.RunLink : null,
            Manifest: version.Manifest?.ToString(),
            CreatedBy: version.CreatedBy,
            CreatedAt: version.CreatedAt.ToUnixTimeMilliseconds(),
            UpdatedAt: version.UpdatedAt.ToUnixTimeMilliseconds(),
            Tags: [.. version.Tags.Select(ToDto)],
            Aliases: version.Aliases
        );

    public static ModelPageDto ToDto(this Page<RegisteredModel> page) => new([.. page.Items.Select(ToDto)], page.Next);

    public static VersionPageDto ToDto(this Page<ModelVersion> page) => new([.. page.Items.Select(ToDto)], page.Next);

    /// <summary>Checks the tags of a request; the first bad one refuses them all.</summary>
    public static Result<IReadOnlyList<Tag>> ParseTags(IReadOnlyList<TagDto>? tags)
    {
        var parsed = new List<Tag>();
        foreach (var dto in tags ?? [])
        {
            // JSON's null gets past the type: a tag that is none has no key.
            if (!Tag.Parse(dto?.Key, dto?.Value).Try(out var tag, out var error))
            {
                return error;
            }

            parsed.Add(tag);
        }

        return parsed;
    }

    /// <summary>Checks a tag that is to be set.</summary>
    public static Result<Tag> ParseTag(string key, SetTagDto request) =>
        request.Value is null ? Error.Invalid("'value' is required.", "value") : Tag.Parse(key, request.Value);

    private static TagDto ToDto(Tag tag) => new(tag.Key, tag.Value);
}
