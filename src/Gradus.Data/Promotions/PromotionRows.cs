using System.Data.Common;
using System.Text.Json;
using Gradus.Core.Errors;
using Gradus.Core.Promotions;
using Gradus.Data.Models;

namespace Gradus.Data.Promotions;

/// <summary>Reads and writes a promotion's row.</summary>
internal static class PromotionRows
{
    public const string Columns =
        "p.id, p.model, p.version, p.stage, p.phase, p.revision, p.outcome, p.terms, p.candidates, p.gates, p.actor, "
        + "p.reason, p.request_id, p.created_at, p.updated_at";

    private const string InsertSql = """
        INSERT INTO promotions (
            id, model, version, stage, dataset, phase, revision, outcome, terms, candidates, gates, actor, reason, request_id,
            created_at, updated_at)
        VALUES (
            @id, @model, @version, @stage, @dataset, @phase, @revision, @outcome, @terms, @candidates, @gates, @actor, @reason,
            @request_id, @now, @now)
        """;

    // The revision is compared: whoever decided on an older state writes nothing.
    private const string UpdateSql = """
        UPDATE promotions
        SET version = @version, phase = @phase, revision = revision + 1, outcome = @outcome, candidates = @candidates,
            gates = @gates, updated_at = @now, closed_at = @closed_at
        WHERE id = @id AND revision = @revision
        """;

    private const string OpenTwinSql = """
        SELECT id FROM promotions
        WHERE model = @model AND stage = @stage AND COALESCE(version, 0) = @version AND closed_at IS NULL AND id <> @id
        """;

    private const string FindSql = $"""
        SELECT {Columns} FROM promotions p
        WHERE p.id = @id
        """;

    public static Task<Promotion?> FindPromotionAsync(this Session session, string id) =>
        session.FindAsync(FindSql, Map, ("@id", id));

    public static async Task<Result<Promotion>> GetPromotionAsync(this Session session, string id) =>
        await session.FindPromotionAsync(id) is { } promotion ? promotion : Error.PromotionNotFound(id);

    /// <summary>The id of another open promotion of the same version to the same stage, or null.</summary>
    public static Task<string?> FindTwinAsync(this Session session, Promotion promotion) =>
        session.FindAsync(
            OpenTwinSql,
            row => row.GetString(0),
            ("@model", promotion.Model),
            ("@stage", promotion.Stage),
            ("@version", promotion.Version ?? 0),
            ("@id", promotion.Id)
        );

    public static Task InsertPromotionAsync(this Session session, Promotion promotion) =>
        session.ExecuteAsync(
            InsertSql,
            ("@id", promotion.Id),
            ("@model", promotion.Model),
            ("@version", promotion.Version),
            ("@stage", promotion.Stage),
            ("@dataset", promotion.Terms.Dataset?.ParsedDigest.Hex),
            ("@phase", promotion.Phase.ToString()),
            ("@revision", promotion.Revision),
            ("@outcome", promotion.Outcome),
            ("@terms", JsonSerializer.Serialize(promotion.Terms, DataJson.Default.PromotionTerms)),
            ("@candidates", JsonSerializer.Serialize(promotion.Candidates, DataJson.Default.IReadOnlyListCandidate)),
            ("@gates", JsonSerializer.Serialize(promotion.Gates, DataJson.Default.IReadOnlyListGateState)),
            ("@actor", promotion.Actor),
            ("@reason", promotion.Reason),
            ("@request_id", promotion.RequestId),
            ("@now", promotion.CreatedAt.ToUnixTimeMilliseconds())
        );

    /// <summary>Writes a promotion's next state; false if it has changed since it was read.</summary>
    public static async Task<bool> UpdatePromotionAsync(this Session session, Promotion promotion) =>
        await session.ExecuteAsync(
            UpdateSql,
            ("@id", promotion.Id),
            ("@revision", promotion.Revision),
            ("@version", promotion.Version),
            ("@phase", promotion.Phase.ToString()),
            ("@outcome", promotion.Outcome),
            ("@candidates", JsonSerializer.Serialize(promotion.Candidates, DataJson.Default.IReadOnlyListCandidate)),
            ("@gates", JsonSerializer.Serialize(promotion.Gates, DataJson.Default.IReadOnlyListGateState)),
            ("@now", session.Now.ToUnixTimeMilliseconds()),
            ("@closed_at", promotion.IsOpen ? null : session.Now.ToUnixTimeMilliseconds())
        ) == 1;

    public static Promotion Map(DbDataReader row) =>
        new(
            Id: row.GetString(0),
            Model: row.GetString(1),
            Version: row.IsDBNull(2) ? null : row.GetInt32(2),
            Stage: row.GetString(3),
            Phase: Enum.Parse<Phase>(row.GetString(4)),
            Revision: row.GetInt64(5),
            Outcome: row.GetString(6),
            Terms: JsonSerializer.Deserialize(row.GetString(7), DataJson.Default.PromotionTerms)!,
            Candidates: JsonSerializer.Deserialize(row.GetString(8), DataJson.Default.IReadOnlyListCandidate)!,
            Gates: JsonSerializer.Deserialize(row.GetString(9), DataJson.Default.IReadOnlyListGateState)!,
            Actor: row.GetString(10),
            Reason: row.GetString(11),
            RequestId: row.GetString(12),
            CreatedAt: row.GetTime(13),
            UpdatedAt: row.GetTime(14)
        );
}
