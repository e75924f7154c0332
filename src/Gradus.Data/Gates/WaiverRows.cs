using System.Data.Common;
using Gradus.Core.Gates;
using Gradus.Data.Models;

namespace Gradus.Data.Gates;

/// <summary>Reads and writes waivers.</summary>
internal static class WaiverRows
{
    public const string Columns = "id, model, version, stage, gate, reason, actor, created_at, expires_at, revoked_at";

    private const string OfStageSql = $"""
        SELECT {Columns} FROM waivers
        WHERE model = @model AND stage = @stage AND revoked_at IS NULL
        ORDER BY created_at DESC, id DESC
        """;

    private const string InsertSql = $"""
        INSERT INTO waivers ({Columns})
        VALUES (@id, @model, @version, @stage, @gate, @reason, @actor, @created_at, @expires_at, NULL)
        """;

    /// <summary>The waivers of a model's versions for a stage that were not taken back, newest first.</summary>
    public static Task<List<Waiver>> ListWaiversAsync(this Session session, string model, string stage) =>
        session.ListAsync(OfStageSql, Map, ("@model", model), ("@stage", stage));

    public static Task KeepWaiverAsync(this Session session, Waiver waiver) =>
        session.ExecuteAsync(
            InsertSql,
            ("@id", waiver.Id),
            ("@model", waiver.Model),
            ("@version", waiver.Version),
            ("@stage", waiver.Stage),
            ("@gate", waiver.Gate),
            ("@reason", waiver.Reason),
            ("@actor", waiver.Actor),
            ("@created_at", waiver.CreatedAt.ToUnixTimeMilliseconds()),
            ("@expires_at", waiver.ExpiresAt.ToUnixTimeMilliseconds())
        );

    public static Waiver Map(DbDataReader row) =>
        new(
            Id: row.GetString(0),
            Model: row.GetString(1),
            Version: row.GetInt32(2),
            Stage: row.GetString(3),
            Gate: row.GetString(4),
            Reason: row.GetString(5),
            Actor: row.GetString(6),
            CreatedAt: row.GetTime(7),
            ExpiresAt: row.GetTime(8),
            RevokedAt: row.IsDBNull(9) ? null : row.GetTime(9)
        );
}
