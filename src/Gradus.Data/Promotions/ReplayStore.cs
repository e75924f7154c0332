using System.Data.Common;
using System.Text.Json;
using Gradus.Core.Policies;
using Gradus.Core.Replays;

namespace Gradus.Data.Promotions;

/// <summary>Judges the promotions that were by another policy.</summary>
public sealed class ReplayStore(Database database)
{
    private const int MaxPromotions = 10_000;

    private const string RecordedSql = $"""
        SELECT {PromotionRows.Columns}, p.judged_on FROM promotions p
        WHERE p.judged_on IS NOT NULL
        ORDER BY p.created_at DESC, p.id DESC
        LIMIT @limit
        """;

    /// <summary>What a policy would have said of the latest promotions. Nothing is written.</summary>
    public async Task<PolicyReplay> ReplayAsync(Policy policy, CancellationToken cancellationToken) =>
        PolicyReplay.Of(
            policy,
            await database.ReadAsync(
                session => session.ListAsync(RecordedSql, Map, ("@limit", MaxPromotions)),
                cancellationToken
            )
        );

    private static RecordedPromotion Map(DbDataReader row) =>
        new(
            PromotionRows.Map(row),
            JsonSerializer.Deserialize(row.GetString(row.GetOrdinal("judged_on")), DataJson.Default.GateInput)!
        );
}
