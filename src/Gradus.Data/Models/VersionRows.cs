using System.Globalization;
using Gradus.Core.Errors;
using Gradus.Core.Models;

namespace Gradus.Data.Models;

/// <summary>Reads versions with their tags and aliases.</summary>
internal static class VersionRows
{
    private const string OfOne = "FROM versions v WHERE v.model = @model AND v.number = @number";

    private const string ExistsSql = """
        SELECT 1 FROM versions
        WHERE model = @model AND number = @number
        """;

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

        return await session.FindMissingAsync(model, number);
    }

    /// <summary>Why there is no such model or, if one is named, version of it; null if there is.</summary>
    public static async Task<Error?> FindAbsenceAsync(this Session session, string model, int? version) =>
        version is not { } number
            ? await session.ModelExistsAsync(model)
                ? null
                : Error.ModelNotFound(model)
            : await session.FindNumberAsync(ExistsSql, ("@model", model), ("@number", number)) is null
                ? await session.FindMissingAsync(model, number)
                : null;

    private static async Task<Error> FindMissingAsync(this Session session, string model, int number) =>
        await session.ModelExistsAsync(model)
            ? Error.VersionNotFound(model, number.ToString(CultureInfo.InvariantCulture))
            : Error.ModelNotFound(model);

    public static async Task<bool> ModelExistsAsync(this Session session, string model) =>
        await session.FindNumberAsync(ModelExistsSql, ("@name", model)) is not null;

    /// <summary>The versions that "FROM versions v …" finds, in its order.</summary>
    public static async Task<List<ModelVersion>> ListVersionsAsync(
        this Session session,
        string from,
        params (string Name, object? Value)[] parameters
    )
    {
        var rows = new WholeRows();
        await session.ForEachAsync(WholeRows.SelectVersions(from), rows.Take, parameters);
        return rows.Versions();
    }
}
