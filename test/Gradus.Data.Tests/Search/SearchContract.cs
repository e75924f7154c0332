using Gradus.Core.Models;
using Gradus.Core.Search;
using Gradus.Testing.Databases;

namespace Gradus.Data.Search;

/// <summary>What the suites about searching share: awkward texts, and the versions of the registry as the oracle sees them.</summary>
public abstract class SearchContract(TestDatabase database) : StoreContract(database)
{
    /// <summary>Texts that mean something to LIKE, to SQL, to a collation, or to UTF-8.</summary>
    protected static readonly string[] Texts =
    [
        "a",
        "A",
        "ab",
        "aB",
        "a_b",
        "a%b",
        "a\\b",
        "a\\_b",
        "a'b",
        "a\"b",
        "a.b",
        "[a]",
        "*",
        "?",
        "%",
        "_",
        "\\",
        "Z",
        "z",
        "é",
        "É",
        "e\u0301",
        "ß",
        "İ",
        "\uffee",
        "🚀",
        "🚀b",
        "a b",
        "@p0",
        "--",
    ];

    /// <summary>More patterns for LIKE.</summary>
    protected static readonly string[] Patterns =
    [
        "%",
        "%%",
        "",
        "_",
        "__",
        "%_",
        "a%",
        "%b",
        "A%",
        "%B",
        "a_b",
        "a\\_b",
        "a\\%b",
        "%\\%",
        "\\_",
        "%é%",
        "É%",
        "_b",
        "%'%",
        "[a-z]",
        "a?b",
    ];

    protected static Field Attribute(string key) => new(FieldKind.Attribute, key);

    protected static Field Tagged(string key) => new(FieldKind.Tag, key);

    internal static Row RowOf(ModelVersion version) =>
        new(
            $"{version.Model}/{version.Number}",
            new Dictionary<string, object>
            {
                [SearchAttributes.Name] = version.Model,
                [SearchAttributes.VersionNumber] = (long)version.Number,
                [SearchAttributes.RunId] = version.RunId,
                [SearchAttributes.SourcePath] = version.Source,
                [SearchAttributes.Stage] = version.Stage,
                [SearchAttributes.Status] = "ready",
                [SearchAttributes.CreationTimestamp] = version.CreatedAt.ToUnixTimeMilliseconds(),
                [SearchAttributes.LastUpdatedTimestamp] = version.UpdatedAt.ToUnixTimeMilliseconds(),
            },
            version.Tags
        );

    internal static Row RowOf(RegisteredModel model) =>
        new(
            model.Name,
            new Dictionary<string, object>
            {
                [SearchAttributes.Name] = model.Name,
                [SearchAttributes.CreationTimestamp] = model.CreatedAt.ToUnixTimeMilliseconds(),
                [SearchAttributes.LastUpdatedTimestamp] = model.UpdatedAt.ToUnixTimeMilliseconds(),
            },
            model.Tags
        );

    protected async Task<IReadOnlyList<ModelVersion>> FindVersionsAsync(params IReadOnlyList<Comparison> conditions) =>
        (await Versions.SearchAsync(new SearchQuery(conditions, [], 10_000, null), Cancellation)).Value.Items;

    protected async Task<IReadOnlyList<RegisteredModel>> FindModelsAsync(params IReadOnlyList<Comparison> conditions) =>
        (await Models.SearchAsync(new SearchQuery(conditions, [], 10_000, null), Cancellation)).Value.Items;
}
