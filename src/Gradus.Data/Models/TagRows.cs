using Gradus.Core.Models;

namespace Gradus.Data.Models;

/// <summary>Writes the tags of models and versions, inside the transactions of their stores.</summary>
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
}
