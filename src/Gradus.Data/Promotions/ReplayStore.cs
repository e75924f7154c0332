using System.Data.Common;
using System.Text.Json;
using Gradus.Core.Gates;
using Gradus.Core.Policies;
using Gradus.Core.Promotions;
using Gradus.Core.Replays;
using Gradus.Data.Approvals;

namespace Gradus.Data.Promotions;

/// <summary>Judges the promotions that were by another policy.</summary>
public sealed class ReplayStore(Database database)
{
    private const int MaxPromotions = 10_000;

    // The latest that were judged.
    private const string JudgedSql = """
        FROM promotions p
        WHERE p.judged_on IS NOT NULL
        ORDER BY p.created_at DESC, p.id DESC
        LIMIT @limit
        """;

    private const string RecordedSql = $"SELECT {PromotionRows.Columns}, p.judged_on {JudgedSql}";
    private const string IdsSql = $"SELECT p.id {JudgedSql}";

    /// <summary>What a policy would have said of the latest promotions. Nothing is written.</summary>
    public async Task<PolicyReplay> ReplayAsync(Policy policy, CancellationToken cancellationToken) =>
        PolicyReplay.Of(policy, await database.ReadAsync(RecordedAsync, cancellationToken));

    private static async Task<List<RecordedPromotion>> RecordedAsync(Session session)
    {
        var judged = await session.ListAsync(RecordedSql, Map, ("@limit", MaxPromotions));
        var approvals = await session.ListApprovalsOfAsync(IdsSql, ("@limit", MaxPromotions));
        var said = approvals.ToLookup(approval => approval.Promotion);
        return
        [
            .. judged.Select(one => new RecordedPromotion(one.Promotion, one.JudgedOn, [.. said[one.Promotion.Id]])),
        ];
    }

    private static (Promotion Promotion, GateInput JudgedOn) Map(DbDataReader row) =>
        (
            PromotionRows.Map(row),
            JsonSerializer.Deserialize(row.GetString(row.GetOrdinal("judged_on")), DataJson.Default.GateInput)!
        );
}
