using System.Data.Common;
using Gradus.Core.Holds;
using Gradus.Data.Models;

namespace Gradus.Data.Holds;

/// <summary>Reads and writes holds.</summary>
internal static class HoldRows
{
    public const string Columns = "id, kind, model, stage, reason, actor, created_at, lifted_by, lifted_at";

    private const string InForceSql = $"""
        SELECT {Columns} FROM holds
        WHERE lifted_at IS NULL
        ORDER BY created_at, id
        """;

    private const string InsertSql = """
        INSERT INTO holds (id, kind, model, stage, reason, actor, created_at)
        VALUES (@id, @kind, @model, @stage, @reason, @actor, @created_at)
        """;

    /// <summary>Every hold that is in force, oldest first.</summary>
    public static Task<List<Hold>> ListHoldsAsync(this Session session) => session.ListAsync(InForceSql, Map);

    /// <summary>Puts a hold where none of its kind is in force already: each would have to be lifted by itself.</summary>
    public static async Task KeepHoldOnceAsync(this Session session, Hold hold)
    {
        var isHeld = (await session.ListHoldsAsync()).Any(other =>
            (other.Kind, other.Model, other.Stage) == (hold.Kind, hold.Model, hold.Stage)
        );
        if (!isHeld)
        {
            await session.KeepHoldAsync(hold);
        }
    }

    public static Task KeepHoldAsync(this Session session, Hold hold) =>
        session.ExecuteAsync(
            InsertSql,
            ("@id", hold.Id),
            ("@kind", hold.Kind.ToString().ToLowerInvariant()),
            ("@model", hold.Model),
            ("@stage", hold.Stage),
            ("@reason", hold.Reason),
            ("@actor", hold.Actor),
            ("@created_at", hold.CreatedAt.ToUnixTimeMilliseconds())
        );

    public static Hold Map(DbDataReader row) =>
        new(
            Id: row.GetString(0),
            Kind: Enum.Parse<HoldKind>(row.GetString(1), ignoreCase: true),
            Model: row.GetText(2),
            Stage: row.GetText(3),
            Reason: row.GetString(4),
            Actor: row.GetString(5),
            CreatedAt: row.GetTime(6),
            LiftedBy: row.GetText(7),
            LiftedAt: row.IsDBNull(8) ? null : row.GetTime(8)
        );
}
