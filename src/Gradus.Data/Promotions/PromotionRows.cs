using System.Data.Common;
using System.Text.Json;
using Gradus.Core.Artifacts;
using Gradus.Core.Errors;
using Gradus.Core.Gates;
using Gradus.Core.Promotions;
using Gradus.Data.Models;
using Gradus.Data.Serving;

namespace Gradus.Data.Promotions;

/// <summary>Reads and writes a promotion's row.</summary>
internal static class PromotionRows
{
    public const string Columns =
        "p.id, p.model, p.version, p.stage, p.phase, p.revision, p.outcome, p.terms, p.candidates, p.gates, p.actor, "
        + "p.reason, p.request_id, p.created_at, p.updated_at, p.verifications, p.policy, p.binding, p.wake_at, p.applied_at, "
        + "p.cancelled_by, p.rollout";

    private const string InsertSql = """
        INSERT INTO promotions (
            id, model, version, stage, dataset, phase, revision, outcome, terms, candidates, gates, verifications, policy,
            binding, judged_on, wake_at, applied_at, actor, reason, request_id, created_at, updated_at, closed_at,
            cancelled_by, rollout)
        VALUES (
            @id, @model, @version, @stage, @dataset, @phase, @revision, @outcome, @terms, @candidates, @gates, @verifications,
            @policy, @binding, @judged_on, @wake_at, @applied_at, @actor, @reason, @request_id, @now, @now, @closed_at,
            @cancelled_by, @rollout)
        """;

    // The revision is compared: whoever decided on an older state writes nothing.
    private const string UpdateSql = """
        UPDATE promotions
        SET version = @version, phase = @phase, revision = revision + 1, outcome = @outcome, candidates = @candidates,
            gates = @gates, verifications = @verifications, policy = @policy, binding = @binding, wake_at = @wake_at,
            applied_at = @applied_at, judged_on = COALESCE(@judged_on, judged_on), updated_at = @now, closed_at = @closed_at,
            cancelled_by = @cancelled_by, rollout = @rollout
        WHERE id = @id AND revision = @revision
        """;

    private const string TermsSql = """
        UPDATE promotions SET terms = @terms, revision = revision + 1
        WHERE id = @id
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

    /// <summary>The promotion as it stands behind its model's lock, which is taken first, as in every change.</summary>
    public static async Task<Result<Promotion>> LockPromotionAsync(this Session session, string id)
    {
        if (await session.FindPromotionAsync(id) is not { } promotion)
        {
            return Error.PromotionNotFound(id);
        }

        return await session.LockAsync(promotion.Model) is { } error ? error : await session.GetPromotionAsync(id);
    }

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

    /// <summary>Writes a new promotion.</summary>
    /// <param name="session">The transaction.</param>
    /// <param name="promotion">The promotion.</param>
    /// <param name="judgedOn">What its gates were judged on, if they were.</param>
    public static Task InsertPromotionAsync(this Session session, Promotion promotion, GateInput? judgedOn) =>
        session.ExecuteAsync(
            InsertSql,
            [
                ("@model", promotion.Model),
                ("@stage", promotion.Stage),
                ("@dataset", promotion.Terms.Dataset?.ParsedDigest.Hex),
                ("@terms", JsonSerializer.Serialize(promotion.Terms, DataJson.Default.PromotionTerms)),
                ("@actor", promotion.Actor),
                ("@reason", promotion.Reason),
                ("@request_id", promotion.RequestId),
                .. StateOf(promotion, judgedOn, session.Now),
            ]
        );

    public static Task ChangeTermsAsync(this Session session, string id, PromotionTerms terms) =>
        session.ExecuteAsync(
            TermsSql,
            ("@id", id),
            ("@terms", JsonSerializer.Serialize(terms, DataJson.Default.PromotionTerms))
        );

    /// <summary>Writes a promotion's next state; false if it has changed since it was read.</summary>
    /// <param name="session">The transaction.</param>
    /// <param name="promotion">The state, at the revision that was read.</param>
    /// <param name="judgedOn">What its gates were judged on now, to be replayed later; null leaves what is kept.</param>
    public static async Task<bool> UpdatePromotionAsync(
        this Session session,
        Promotion promotion,
        GateInput? judgedOn = null
    ) => await session.ExecuteAsync(UpdateSql, StateOf(promotion, judgedOn, session.Now)) == 1;

    private static (string Name, object? Value)[] StateOf(
        Promotion promotion,
        GateInput? judgedOn,
        DateTimeOffset now
    ) =>
        [
            ("@id", promotion.Id),
            ("@revision", promotion.Revision),
            ("@version", promotion.Version),
            ("@phase", promotion.Phase.ToString()),
            ("@outcome", promotion.Outcome),
            ("@candidates", JsonSerializer.Serialize(promotion.Candidates, DataJson.Default.IReadOnlyListCandidate)),
            ("@gates", JsonSerializer.Serialize(promotion.Gates, DataJson.Default.IReadOnlyListGateState)),
            (
                "@verifications",
                JsonSerializer.Serialize(promotion.Verifications, DataJson.Default.IReadOnlyListGateState)
            ),
            ("@policy", promotion.PolicyRevision),
            ("@binding", promotion.Binding?.Hex),
            ("@wake_at", promotion.WakeAt?.ToUnixTimeMilliseconds()),
            ("@applied_at", promotion.AppliedAt?.ToUnixTimeMilliseconds()),
            ("@judged_on", judgedOn is null ? null : JsonSerializer.Serialize(judgedOn, DataJson.Default.GateInput)),
            ("@now", now.ToUnixTimeMilliseconds()),
            ("@closed_at", promotion.IsOpen ? null : now.ToUnixTimeMilliseconds()),
            ("@cancelled_by", promotion.CancelledBy),
            (
                "@rollout",
                promotion.Rollout is { } rollout ? JsonSerializer.Serialize(rollout, DataJson.Default.Rollout) : null
            ),
        ];

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
        )
        {
            Verifications = JsonSerializer.Deserialize(row.GetString(15), DataJson.Default.IReadOnlyListGateState)!,
            PolicyRevision = row.GetInt32(16),
            Binding = row.GetText(17) is { } binding ? Digest.Parse(binding).Value : null,
            WakeAt = row.IsDBNull(18) ? null : row.GetTime(18),
            AppliedAt = row.IsDBNull(19) ? null : row.GetTime(19),
            CancelledBy = row.GetText(20),
            Rollout = row.GetRollout(21),
        };
}
