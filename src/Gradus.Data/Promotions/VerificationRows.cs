using System.Globalization;
using Gradus.Core;
using Gradus.Core.Artifacts;
using Gradus.Core.Errors;
using Gradus.Core.Holds;
using Gradus.Core.Policies;
using Gradus.Core.Promotions;
using Gradus.Core.Stages;
using Gradus.Data.Holds;
using Gradus.Data.Policies;
using Gradus.Data.Rollbacks;
using Gradus.Data.Stages;

namespace Gradus.Data.Promotions;

/// <summary>What followed on a failed check.</summary>
/// <param name="IsRolledBack">Whether another version holds the stage now.</param>
/// <param name="Outcome">What was done, or why the version stays.</param>
internal sealed record Undoing(bool IsRolledBack, string Outcome);

/// <summary>Checks after the move: when they are due again, and what follows when one fails.</summary>
internal static class VerificationRows
{
    // Of two times that a holder is to be checked at the earlier one counts.
    private const string ScheduleSql = """
        INSERT INTO verifications (model, version, stage, due_at)
        VALUES (@model, @version, @stage, @due_at)
        ON CONFLICT (model, version, stage) DO UPDATE SET due_at = CASE
            WHEN excluded.due_at < verifications.due_at THEN excluded.due_at
            ELSE verifications.due_at
        END
        """;

    private const string EndSql = """
        DELETE FROM verifications
        WHERE model = @model AND version = @version AND stage = @stage
        """;

    private const string HoldersSql = """
        SELECT model, number FROM versions
        WHERE stage = @stage AND status = 'ready'
        """;

    private const string RevokeSql = """
        UPDATE versions SET status = 'revoked', status_message = @why
        WHERE model = @model AND number = @version AND status = 'ready'
        """;

    // The flap guard counts the rollbacks that nobody asked for: by who left, since who stays comes from nowhere.
    private const string RollbacksSql = """
        SELECT COUNT(*) FROM transitions
        WHERE model = @model AND from_stage = @stage AND kind = 'rollback' AND actor = @actor AND at > @since
        """;

    /// <summary>
    /// After versions have moved, by whatever door: who came into a stage that is checked again and again is checked when its
    /// time has come; who left it no more.
    /// </summary>
    public static async Task ScheduleVerificationsAsync(this Session session, IReadOnlyList<Transition> transitions)
    {
        var policy = (await session.GetPolicyAsync()).Policy;
        foreach (var step in transitions)
        {
            if (step.From is { } left && policy.RulesFor(step.Model, left).Verification is not null)
            {
                await session.EndVerificationAsync(step.Model, step.Version, left);
            }

            if (step.To is { } entered)
            {
                await session.ScheduleVerificationAsync(policy, step.Model, step.Version, entered);
            }
        }
    }

    /// <summary>Notes when a holder of a stage is checked again, if the policy has it checked.</summary>
    public static Task ScheduleVerificationAsync(
        this Session session,
        Policy policy,
        string model,
        int version,
        string stage
    ) =>
        policy.RulesFor(model, stage).Verification?.Every is { } every
            ? session.ExecuteAsync(
                ScheduleSql,
                ("@model", model),
                ("@version", version),
                ("@stage", stage),
                ("@due_at", (session.Now + every).ToUnixTimeMilliseconds())
            )
            : Task.CompletedTask;

    /// <summary>Notes when the present holders are checked again, once a policy has come into force.</summary>
    public static async Task ScheduleHoldersAsync(this Session session, Policy policy)
    {
        foreach (var stage in policy.GovernedStages.Where(policy.ChecksHoldersOf))
        {
            var holders = await session.ListAsync(
                HoldersSql,
                row => (Model: row.GetString(0), Number: row.GetInt32(1)),
                ("@stage", stage)
            );
            foreach (var (model, number) in holders)
            {
                await session.ScheduleVerificationAsync(policy, model, number, stage);
            }
        }
    }

    /// <summary>A version is not checked again as the holder of a stage.</summary>
    public static Task EndVerificationAsync(this Session session, string model, int version, string stage) =>
        session.ExecuteAsync(EndSql, ("@model", model), ("@version", version), ("@stage", stage));

    /// <summary>
    /// The rollback that follows on a failed check, if the policy has one follow; of a canary to the version beside it, which has
    /// never stopped.
    /// </summary>
    public static RollbackRequest? RollbackAfter(this PromotionFacts facts, Promotion promotion, string why) =>
        facts.RulesOf(promotion).Verification is { OnFailure: OnFailedVerification.Rollback }
            ? new RollbackRequest(
                promotion.Model,
                promotion.Stage,
                promotion.Rollout is { IsOn: true, Incumbent: var incumbent } ? incumbent : null,
                Sentence.End($"Verification failed: {why}"),
                new Dictionary<int, string>(),
                Leaving: promotion.Version
            )
            : null;

    /// <summary>Whether somebody can be gone back to after all, since all were looked at and none was good.</summary>
    public static async Task<bool> HasHopeAgainAsync(this Session session, RollbackRequest? rollback) =>
        rollback is { IsHopeless: true }
        && (await RollbackRows.ChooseAsync(session, rollback, await session.ListStagesAsync())).Choice.Target
            is not null;

    /// <summary>
    /// A check after the move has failed: the holder's standing is revoked, and the stage goes back to who was good there, if
    /// the policy says so and has not done so too often.
    /// </summary>
    /// <param name="session">The transaction, which holds the model's lock.</param>
    /// <param name="promotion">What was checked.</param>
    /// <param name="facts">What it was judged on.</param>
    /// <param name="why">What was found.</param>
    /// <param name="rollback">The rollback, its target's bytes read through; null if the version stays.</param>
    public static async Task<Undoing> UndoAsync(
        this Session session,
        Promotion promotion,
        PromotionFacts facts,
        string why,
        RollbackRequest? rollback
    )
    {
        var undone = await session.RollBackAfterAsync(promotion, facts, rollback);
        var found = Sentence.End(why);
        var reason = $"After the move to {promotion.Stage}: {found} {undone.Outcome}".Trim();
        await session.ExecuteAsync(
            RevokeSql,
            ("@model", promotion.Model),
            ("@version", promotion.Version),
            ("@why", reason)
        );
        return undone with
        {
            Outcome = undone.IsRolledBack
                ? $"Verification failed: {found} {undone.Outcome}"
                : $"Version {promotion.Version} stays in {promotion.Stage}, but its standing is revoked: {found} {undone.Outcome}".Trim(),
        };
    }

    // What it tells is what came besides the revocation; nothing if nothing did.
    private static async Task<Undoing> RollBackAfterAsync(
        this Session session,
        Promotion promotion,
        PromotionFacts facts,
        RollbackRequest? rollback
    )
    {
        if (rollback is null)
        {
            return new Undoing(false, "");
        }

        var most = facts.RulesOf(promotion).Verification!.MaxRollbacks;
        if (await CountRollbacksAsync(session, promotion) >= most)
        {
            var often = most == 1 ? "once" : string.Create(CultureInfo.InvariantCulture, $"{most} times");
            var flap = $"Rolled back {often} within a day; somebody has to look.";
            await session.KeepHoldOnceAsync(
                new Hold(
                    FlapHoldOf(promotion),
                    HoldKind.Automation,
                    promotion.Model,
                    promotion.Stage,
                    flap,
                    Caller.Automation,
                    session.Now
                )
            );
            return new Undoing(false, flap);
        }

        var caller = new Caller(Caller.Automation, promotion.RequestId);
        var rolledBack = await RollbackRows.RollBackAsync(session, rollback, caller);
        return rolledBack.Try(out var moved, out var refusal)
            ? new Undoing(true, $"Rolled back to version {moved.Version.Number}.")
            : new Undoing(false, refusal.Message);
    }

    // One for each promotion, of the form that ids have.
    private static string FlapHoldOf(Promotion promotion) => Digest.OfTexts(["flap", promotion.Id]).Hex[..32];

    private static bool ChecksHoldersOf(this Policy policy, string stage) =>
        policy.Rules.TryGetValue(stage, out var rules) && rules.Verification?.Every is not null
        || policy.Models.Any(model => model.Stages.ContainsKey(stage));

    private static async Task<long> CountRollbacksAsync(Session session, Promotion promotion) =>
        await session.FindNumberAsync(
            RollbacksSql,
            ("@model", promotion.Model),
            ("@stage", promotion.Stage),
            ("@actor", Caller.Automation),
            ("@since", session.Now.AddDays(-1).ToUnixTimeMilliseconds())
        ) ?? 0;
}
