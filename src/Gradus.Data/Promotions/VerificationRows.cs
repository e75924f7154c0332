using Gradus.Core;
using Gradus.Core.Holds;
using Gradus.Core.Policies;
using Gradus.Core.Promotions;
using Gradus.Data.Holds;
using Gradus.Data.Rollbacks;

namespace Gradus.Data.Promotions;

/// <summary>Checks after the move: when they are due again, and what follows when one fails.</summary>
internal static class VerificationRows
{
    private const string ScheduleSql = """
        INSERT INTO verifications (model, version, stage, since, due_at)
        VALUES (@model, @version, @stage, @now, @due_at)
        ON CONFLICT (model, version, stage) DO UPDATE SET since = excluded.since, due_at = excluded.due_at
        """;

    private const string RevokeSql = """
        UPDATE versions SET status = 'revoked', status_message = @why
        WHERE model = @model AND number = @version AND status = 'ready'
        """;

    // The flap guard counts the rollbacks that nobody asked for.
    private const string RollbacksSql = """
        SELECT COUNT(*) FROM transitions
        WHERE model = @model AND to_stage = @stage AND kind = 'rollback' AND actor = @actor AND at > @since
        """;

    /// <summary>The name under which the server acts by itself.</summary>
    public const string Automation = "policy";

    /// <summary>Notes when the version that has just moved is to be checked again, if the policy says so.</summary>
    public static Task ScheduleVerificationAsync(this Session session, Promotion promotion, PromotionFacts facts) =>
        facts.RulesOf(promotion).Verification?.Every is { } every
            ? session.ExecuteAsync(
                ScheduleSql,
                ("@model", promotion.Model),
                ("@version", promotion.Version),
                ("@stage", promotion.Stage),
                ("@now", session.Now.ToUnixTimeMilliseconds()),
                ("@due_at", (session.Now + every).ToUnixTimeMilliseconds())
            )
            : Task.CompletedTask;

    /// <summary>
    /// A check after the move has failed: the version's standing is revoked, and the stage goes back to who was good there,
    /// if the policy says so and has not done so too often.
    /// </summary>
    public static async Task<Promotion> FailVerificationAsync(
        this Session session,
        Promotion promotion,
        PromotionFacts facts,
        string why
    )
    {
        var undone = await session.UndoAsync(promotion, facts, why);
        return undone is { } outcome
            ? promotion.After(PromotionEvent.Undone, outcome)
            : promotion.After(
                PromotionEvent.Refuse,
                $"Version {promotion.Version} stays in {promotion.Stage}, but its standing is revoked: {why}."
            );
    }

    /// <summary>Revokes a holder's standing and, where the policy says so, rolls back; null if the version stays.</summary>
    public static async Task<string?> UndoAsync(
        this Session session,
        Promotion promotion,
        PromotionFacts facts,
        string why
    )
    {
        await session.ExecuteAsync(
            RevokeSql,
            ("@model", promotion.Model),
            ("@version", promotion.Version),
            ("@why", $"After the move to {promotion.Stage}: {why}.")
        );
        var rule = facts.RulesOf(promotion).Verification!;
        if (rule.OnFailure != OnFailedVerification.Rollback)
        {
            return null;
        }

        if (await CountRollbacksAsync(session, promotion) >= rule.MaxRollbacks)
        {
            await session.KeepHoldAsync(
                new Hold(
                    $"{promotion.Id}-flap",
                    HoldKind.Automation,
                    promotion.Model,
                    promotion.Stage,
                    $"Rolled back {rule.MaxRollbacks} times within a day; somebody has to look.",
                    Automation,
                    session.Now
                )
            );
            return null;
        }

        var caller = new Caller(Automation, promotion.RequestId);
        var rolledBack = await RollbackRows.RollBackAsync(
            session,
            new RollbackRequest(
                promotion.Model,
                promotion.Stage,
                null,
                $"Verification failed: {why}.",
                new Dictionary<int, string>()
            ),
            caller
        );
        return rolledBack.IsOk
            ? $"Verification failed: {why}. Rolled back to version {rolledBack.Value.Version.Number}."
            : null;
    }

    private static async Task<long> CountRollbacksAsync(Session session, Promotion promotion) =>
        await session.FindNumberAsync(
            RollbacksSql,
            ("@model", promotion.Model),
            ("@stage", promotion.Stage),
            ("@actor", Automation),
            ("@since", session.Now.AddDays(-1).ToUnixTimeMilliseconds())
        ) ?? 0;
}
