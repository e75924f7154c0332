using System.Data.Common;
using Gradus.Core.Artifacts;
using Gradus.Core.Models;

namespace Gradus.Data.Models;

/// <summary>
/// Reads models and versions with all that belongs to them in one statement: one snapshot and one round trip, however many
/// there are. A row's first column says what it holds; all rows have the columns of a version.
/// </summary>
internal sealed class WholeRows
{
    private const string VersionColumns =
        "v.model, v.number, v.stage, v.status, v.status_message, v.description, v.source, v.storage_location, v.run_id, "
        + "v.run_link, v.manifest, v.created_by, v.created_at, v.updated_at";

    private const string SixBlanks = "NULL, NULL, NULL, NULL, NULL, NULL";

    // CROSS JOIN: SQLite keeps to that order of the tables, and so starts from the few rows that were found. Both databases
    // read a materialized table in the order in which it was filled.
    private const string VersionsSql = $"""
        SELECT 0, v.* FROM page v
        UNION ALL
        SELECT 1, t.model, t.version, t.key, t.value, NULL, NULL, NULL, NULL, {SixBlanks}
        FROM page v CROSS JOIN version_tags t
        WHERE t.model = v.model AND t.version = v.number
        UNION ALL
        SELECT 2, a.model, a.version, a.alias, NULL, NULL, NULL, NULL, NULL, {SixBlanks}
        """;

    private const string ModelsSql = $"""
        SELECT 3, m.name, 0, NULL, NULL, NULL, m.description, {SixBlanks}, m.created_at, m.updated_at FROM found m
        UNION ALL
        SELECT 4, t.model, 0, t.key, t.value, NULL, NULL, NULL, NULL, {SixBlanks}
        FROM found m CROSS JOIN model_tags t
        WHERE t.model = m.name
        """;

    // Of each stage the highest version; a seek in the index each, however many versions there are.
    private const string LatestSql = $"""
        SELECT {VersionColumns}
        FROM found m CROSS JOIN stages s CROSS JOIN versions v
        WHERE v.model = m.name
          AND v.number = (SELECT MAX(x.number) FROM versions x WHERE x.model = m.name AND x.stage = s.name)
        ORDER BY v.model, (SELECT MIN(x.number) FROM versions x WHERE x.model = v.model AND x.stage = v.stage)
        """;

    private readonly List<ModelVersion> _versions = [];
    private readonly List<RegisteredModel> _models = [];
    private readonly List<((string Model, int Number) Version, Tag Tag)> _versionTags = [];
    private readonly List<(string Model, Tag Tag)> _modelTags = [];
    private readonly List<(string Model, Alias Alias)> _aliases = [];

    /// <summary>A statement for the versions that "FROM versions v …" finds.</summary>
    public static string SelectVersions(string from) =>
        $"""
            WITH page AS MATERIALIZED (SELECT {VersionColumns} {from})
            {VersionsSql} FROM page v CROSS JOIN aliases a
            WHERE a.model = v.model AND a.version = v.number
            """;

    /// <summary>A statement for the models that "FROM models m …" finds, each with the highest version in each stage.</summary>
    public static string SelectModels(string from) =>
        $"""
            WITH found AS MATERIALIZED (SELECT m.name, m.description, m.created_at, m.updated_at {from}),
                 page AS MATERIALIZED ({LatestSql})
            {VersionsSql} FROM found m CROSS JOIN aliases a
            WHERE a.model = m.name
            UNION ALL
            {ModelsSql}
            """;

    /// <summary>Takes a row in.</summary>
    public void Take(DbDataReader row)
    {
        switch (row.GetInt32(0))
        {
            case 0:
                _versions.Add(MapVersion(row));
                break;
            case 1:
                _versionTags.Add(((row.GetString(1), row.GetInt32(2)), MapTag(row)));
                break;
            case 2:
                _aliases.Add((row.GetString(1), new Alias(row.GetString(3), row.GetInt32(2))));
                break;
            case 3:
                _models.Add(MapModel(row));
                break;
            default:
                _modelTags.Add((row.GetString(1), MapTag(row)));
                break;
        }
    }

    /// <summary>The versions, in the order in which they were found.</summary>
    public List<ModelVersion> Versions()
    {
        var tags = _versionTags.OrderBy(row => row.Tag.Key, StringComparer.Ordinal).ToLookup(row => row.Version);
        var aliases = _aliases
            .OrderBy(row => row.Alias.Name, StringComparer.Ordinal)
            .ToLookup(row => (row.Model, row.Alias.Version));
        return _versions.ConvertAll(version =>
        {
            var key = (version.Model, version.Number);
            return version with
            {
                Tags = [.. tags[key].Select(row => row.Tag)],
                Aliases = [.. aliases[key].Select(row => row.Alias.Name)],
            };
        });
    }

    /// <summary>The models, in the order in which they were found.</summary>
    public List<RegisteredModel> Models()
    {
        var latest = Versions().ToLookup(version => version.Model, StringComparer.Ordinal);
        var tags = _modelTags
            .OrderBy(row => row.Tag.Key, StringComparer.Ordinal)
            .ToLookup(row => row.Model, row => row.Tag, StringComparer.Ordinal);
        var aliases = _aliases
            .OrderBy(row => row.Alias.Name, StringComparer.Ordinal)
            .ToLookup(row => row.Model, row => row.Alias, StringComparer.Ordinal);
        return _models.ConvertAll(model =>
            model with
            {
                Tags = [.. tags[model.Name]],
                Aliases = [.. aliases[model.Name]],
                LatestVersions = [.. latest[model.Name]],
            }
        );
    }

    private static Tag MapTag(DbDataReader row) => new(row.GetString(3), row.GetString(4));

    private static RegisteredModel MapModel(DbDataReader row) =>
        new(
            Name: row.GetString(1),
            Description: row.GetText(6),
            CreatedAt: row.GetTime(13),
            UpdatedAt: row.GetTime(14),
            Tags: [],
            Aliases: [],
            LatestVersions: []
        );

    private static ModelVersion MapVersion(DbDataReader row) =>
        new(
            Model: row.GetString(1),
            Number: row.GetInt32(2),
            Stage: row.GetString(3),
            Status: Enum.Parse<VersionStatus>(row.GetString(4), ignoreCase: true),
            StatusMessage: row.GetText(5),
            Description: row.GetText(6),
            Source: row.GetString(7),
            StorageLocation: row.GetString(8),
            RunId: row.GetString(9),
            RunLink: row.GetString(10),
            Manifest: row.GetText(11) is { } digest ? Digest.Parse(digest).Value : null,
            CreatedBy: row.GetString(12),
            CreatedAt: row.GetTime(13),
            UpdatedAt: row.GetTime(14),
            Tags: [],
            Aliases: []
        );
}
