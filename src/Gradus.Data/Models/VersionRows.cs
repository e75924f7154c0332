using System.Data.Common;
using System.Globalization;
using Gradus.Core.Artifacts;
using Gradus.Core.Errors;
using Gradus.Core.Models;

namespace Gradus.Data.Models;

/// <summary>Reads versions with their tags and aliases: three statements however many versions there are.</summary>
internal static class VersionRows
{
    private const string Columns =
        "v.model, v.number, v.stage, v.status, v.status_message, v.description, v.source, v.storage_location, v.run_id, "
        + "v.run_link, v.manifest, v.created_by, v.created_at, v.updated_at";

    private const string OfOne = "FROM versions v WHERE v.model = @model AND v.number = @number";

    private const string ModelExistsSql = """
        SELECT 1 FROM models
        WHERE name = @name
        """;

    /// <summary>The version; the refusal says whether the model or the version is unknown.</summary>
    public static async Task<Result<ModelVersion>> GetVersionAsync(this Session session, string model, int number)
    {
        var rows = await session.ListVersionsAsync(OfOne, ("@model", model), ("@number", number));
        if (rows.Count > 0)
        {
            return rows[0];
        }

        return await session.ModelExistsAsync(model)
            ? Error.VersionNotFound(model, number.ToString(CultureInfo.InvariantCulture))
            : Error.ModelNotFound(model);
    }

    public static async Task<bool> ModelExistsAsync(this Session session, string model) =>
        await session.FindNumberAsync(ModelExistsSql, ("@name", model)) is not null;

    /// <summary>The versions that "FROM versions v …" finds, in its order.</summary>
    public static async Task<List<ModelVersion>> ListVersionsAsync(
        this Session session,
        string from,
        params (string Name, object? Value)[] parameters
    )
    {
        var rows = await session.ListAsync($"SELECT {Columns} {from}", Map, parameters);
        if (rows.Count == 0)
        {
            return rows;
        }

        var tags = await session.ListAsync(
            $"""
            SELECT t.model, t.version, t.key, t.value FROM version_tags t
            WHERE (t.model, t.version) IN (SELECT v.model, v.number {from})
            ORDER BY t.model, t.version, t.key
            """,
            row => (Key: (row.GetString(0), row.GetInt32(1)), Tag: new Tag(row.GetString(2), row.GetString(3))),
            parameters
        );
        var aliases = await session.ListAsync(
            $"""
            SELECT a.model, a.version, a.alias FROM aliases a
            WHERE (a.model, a.version) IN (SELECT v.model, v.number {from})
            ORDER BY a.model, a.version, a.alias
            """,
            row => (Key: (row.GetString(0), row.GetInt32(1)), Alias: row.GetString(2)),
            parameters
        );
        var tagsOf = tags.ToLookup(row => row.Key, row => row.Tag);
        var aliasesOf = aliases.ToLookup(row => row.Key, row => row.Alias);
        return rows.ConvertAll(version =>
        {
            var key = (version.Model, version.Number);
            return version with { Tags = [.. tagsOf[key]], Aliases = [.. aliasesOf[key]] };
        });
    }

    private static ModelVersion Map(DbDataReader row) =>
        new(
            Model: row.GetString(0),
            Number: row.GetInt32(1),
            Stage: row.GetString(2),
            Status: row.GetString(3) == "ready" ? VersionStatus.Ready : VersionStatus.Quarantined,
            StatusMessage: row.GetText(4),
            Description: row.GetText(5),
            Source: row.GetString(6),
            StorageLocation: row.GetString(7),
            RunId: row.GetString(8),
            RunLink: row.GetString(9),
            Manifest: row.GetText(10) is { } digest ? Digest.Parse(digest).Value : null,
            CreatedBy: row.GetString(11),
            CreatedAt: row.GetTime(12),
            UpdatedAt: row.GetTime(13),
            Tags: [],
            Aliases: []
        );
}
