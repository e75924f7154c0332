using System.Data.Common;
using System.Text.Json;
using Gradus.Core.Models;
using Gradus.Core.Promotions;
using Gradus.Core.Serving;
using Gradus.Data.Models;

namespace Gradus.Data.Serving;

/// <summary>Begins canaries, inside a transaction, and reads where they stand.</summary>
internal static class RolloutRows
{
    // Who answers beside a version whose own canary is not over.
    private const string OtherSql = """
        SELECT rollout FROM promotions
        WHERE model = @model AND stage = @stage AND closed_at IS NULL AND rollout IS NOT NULL AND id <> @id
        """;

    /// <summary>Where a canary stands; null where there is none.</summary>
    public static Rollout? GetRollout(this DbDataReader row, int column) =>
        row.GetText(column) is { } text ? JsonSerializer.Deserialize(text, DataJson.Default.Rollout) : null;

    /// <summary>
    /// The first step of the canary of a version that has just moved; null where the policy has none for it, and where there is
    /// nobody to stand beside it: no holder before that could answer, or one that gateways would prefer to it.
    /// </summary>
    public static async Task<Rollout?> BeginRolloutAsync(
        this Session session,
        Promotion promotion,
        PromotionFacts facts
    )
    {
        if (facts.RulesOf(promotion).Verification?.Canary is not { } canary || !facts.Enforces(promotion))
        {
            return null;
        }

        var before = facts
            .Holders.Where(holder => holder.Version.Number != promotion.Version)
            .Where(holder => holder.Version is { Status: VersionStatus.Ready, Manifest: not null })
            .MaxBy(holder => holder.Version.Number);
        if (
            before is null
            || (!PromotionPlan.ArchivesExisting(promotion, facts) && before.Version.Number > promotion.Version)
        )
        {
            return null;
        }

        var others = await session.ListAsync(
            OtherSql,
            row => row.GetRollout(0)!,
            ("@model", promotion.Model),
            ("@stage", promotion.Stage),
            ("@id", promotion.Id)
        );
        var incumbent = others.Find(other => other.IsOn)?.Incumbent ?? before.Version.Number;
        return Rollout.Begin(canary, incumbent, session.Now);
    }
}
