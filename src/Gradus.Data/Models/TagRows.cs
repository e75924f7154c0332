using Gradus.Core.Models;
using Gradus.Data.Search;

namespace Gradus.Data.Models;

/// <summary>Reads and writes the tags and aliases of models and versions, inside the transactions of their stores.</summary>
internal static class TagRows
{
    private const string SetModelTagSql = """
        INSERT INTO model_tags (model, key, value)
        VALUES (@model, @key, @value)
        ON CONFLICT (model, key) DO UPDATE SET value = excluded.value
        """;

    private const string DeleteModelTagSql = """
        DELETE FROM model_tags
        WHERE model = @model AND key = @key
        """;

    private const string SetVersionTagSql = """
        INSERT INTO version_tags (model, version, key, value)
        VALUES (@model, @version, @key, @value)
        ON CONFLICT (model, version, key) DO UPDATE SET value = excluded.value
        """;

    private const string DeleteVersionTagSql = """
        DELETE FROM version_tags
        WHERE model = @model AND version = @version AND key = @key
        """;

    public static Task SetModelTagAsync(this Session session, string model, Tag tag) =>
        session.ExecuteAsync(SetModelTagSql, ("@model", model), ("@key", tag.Key), ("@value", tag.Value));

    public static Task DeleteModelTagAsync(this Session session, string model, string key) =>
        session.ExecuteAsync(DeleteModelTagSql, ("@model", model), ("@key", key));

    public static Task SetVersionTagAsync(this Session session, string model, int version, Tag tag) =>
        session.ExecuteAsync(
            SetVersionTagSql,
            ("@model", model),
            ("@version", version),
            ("@key", tag.Key),
            ("@value", tag.Value)
        );

    public static Task DeleteVersionTagAsync(this Session session, string model, int version, string key) =>
        session.ExecuteAsync(DeleteVersionTagSql, ("@model", model), ("@version", version), ("@key", key));

    /// <summary>The tags of the models that a search finds, by model.</summary>
    public static async Task<ILookup<string, Tag>> ListModelTagsAsync(this Session session, SearchSql models)
    {
        var rows = await session.ListAsync(
            $"""
            SELECT t.model, t.key, t.value FROM model_tags t
            WHERE t.model IN (SELECT m.name {models.Tail})
            ORDER BY t.model, t.key
            """,
            row => (Model: row.GetString(0), Tag: new Tag(row.GetString(1), row.GetString(2))),
            models.Parameters
        );
        return rows.ToLookup(row => row.Model, row => row.Tag, StringComparer.Ordinal);
    }

    /// <summary>The aliases of the models that a search finds, by model.</summary>
    public static async Task<ILookup<string, Alias>> ListAliasesAsync(this Session session, SearchSql models)
    {
        var rows = await session.ListAsync(
            $"""
            SELECT a.model, a.alias, a.version FROM aliases a
            WHERE a.model IN (SELECT m.name {models.Tail})
            ORDER BY a.model, a.alias
            """,
            row => (Model: row.GetString(0), Alias: new Alias(row.GetString(1), row.GetInt32(2))),
            models.Parameters
        );
        return rows.ToLookup(row => row.Model, row => row.Alias, StringComparer.Ordinal);
    }
}
