using System.Data.Common;
using Gradus.Core.Errors;
using Gradus.Core.Models;

namespace Gradus.Data.Models;

/// <summary>What the stores of models and of versions share: locking a model's row and keeping its clock.</summary>
internal static class ModelRows
{
    private const string LockSql = """
        SELECT name FROM models
        WHERE name = @name
        FOR UPDATE
        """;

    private const string BumpSql = """
        UPDATE models
        SET updated_at = CASE WHEN updated_at > @now THEN updated_at ELSE @now END
        WHERE name = @name
        RETURNING updated_at
        """;

    /// <summary>Locks the model's row, so that its changes happen one after another. First statement of a change.</summary>
    public static async Task<Error?> LockAsync(this Session session, string model)
    {
        session.Touch(model);
        var found = await session.FindAsync(LockSql, row => row.GetString(0), ("@name", model));
        return found is null ? Error.ModelNotFound(model) : null;
    }

    /// <summary>
    /// Locks the model's row and sets its last update. The answer is the change's time, which never runs backwards within a
    /// model, whatever the servers' clocks say.
    /// </summary>
    public static async Task<Result<DateTimeOffset>> LockAndBumpAsync(this Session session, string model)
    {
        session.Touch(model);
        var at = await session.FindNumberAsync(
            BumpSql,
            ("@name", model),
            ("@now", session.Now.ToUnixTimeMilliseconds())
        );
        return at is { } time ? DateTimeOffset.FromUnixTimeMilliseconds(time) : Error.ModelNotFound(model);
    }

    public static DateTimeOffset GetTime(this DbDataReader row, int column) =>
        DateTimeOffset.FromUnixTimeMilliseconds(row.GetInt64(column));

    public static string? GetText(this DbDataReader row, int column) =>
        row.IsDBNull(column) ? null : row.GetString(column);

    /// <summary>Tags by key, of one key the last.</summary>
    public static IReadOnlyList<Tag> LastOfEachKey(this IReadOnlyList<Tag> tags) =>
        [.. tags.GroupBy(tag => tag.Key, StringComparer.Ordinal).Select(same => same.Last())];
}
