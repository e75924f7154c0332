using System.Data.Common;
using Gradus.Core;
using Gradus.Core.Errors;
using Gradus.Core.Gates;
using Gradus.Core.Ledger;
using Gradus.Core.Promotions;
using Gradus.Data.Ledger;
using Gradus.Data.Models;
using Gradus.Data.Rollbacks;

namespace Gradus.Data.Promotions;

/// <summary>A holder of a stage that is to be checked again.</summary>
/// <param name="Model">The registered model's name.</param>
/// <param name="Version">Its number.</param>
/// <param name="Stage">The stage that it holds.</param>
/// <param name="DueAt">Since when.</param>
public sealed record DueVerification(string Model, int Version, string Stage, DateTimeOffset DueAt);

/// <summary>Checks the holders of stages again and again, as the policy says.</summary>
public sealed class VerificationStore(Database database, RollbackTargets targets)
{
    private const string DueSql = """
        SELECT model, version, stage, due_at FROM verifications
        WHERE due_at <= @now
        ORDER BY due_at
        LIMIT 1000
        """;

    private const string FindSql = """
        SELECT model, version, stage, due_at FROM verifications
        WHERE model = @model AND version = @version AND stage = @stage
        """;

    private const string PostponeSql = """
        UPDATE verifications SET due_at = @due_at
        WHERE model = @model AND version = @version AND stage = @stage
        """;

    /// <summary>The checks that are due, the longest due first.</summary>
    public Task<List<DueVerification>> ListDueAsync(CancellationToken cancellationToken) =>
        database.QueryAsync(
            session => session.ListAsync(DueSql, Map, ("@now", session.Now.ToUnixTimeMilliseconds())),
            cancellationToken
        );

    /// <summary>
    /// Takes a check that is due as far as it gets: it asks for the work it needs, and once that is done it is due again
    /// later, or the version's standing is revoked. The answer is what it found wrong; null if nothing yet. While it waits for
    /// work that is asked for, nothing is locked or written.
    /// </summary>
    public async Task<string?> StepAsync(DueVerification due, string id, CancellationToken cancellationToken)
    {
        var look = await database.ReadAsync(session => LookAsync(session, due, id), cancellationToken);
        if (!look.HasMore)
        {
            return null;
        }

        var undo = look.Rollback is { } asked ? await targets.ReadThroughAsync(asked, cancellationToken) : null;
        var stepped = await database.WriteAsync<Finding>(async session =>
        {
            session.Declare(Caller.Itself(id), LedgerAction.VersionVerify, Subjects.Version(due.Model, due.Version));
            return new Finding(
                await session.LockAsync(due.Model) is null ? await StepAsync(session, due, id, undo) : null
            );
        });
        return stepped.IsOk ? stepped.Value.Problem : null;
    }

    private static async Task<Look> LookAsync(Session session, DueVerification due, string id)
    {
        if (await FindAsync(session, due, id) is not { } check)
        {
            return new Look(HasMore: false);
        }

        if (check.HasFailed)
        {
            return new Look(HasMore: true, check.Rollback);
        }

        foreach (var request in check.Gates?.Needed ?? [])
        {
            if (!await session.IsAskedForAsync(request))
            {
                return new Look(HasMore: true);
            }
        }

        return new Look(check.Gates is not { IsComplete: false });
    }

    private static async Task<string?> StepAsync(Session session, DueVerification due, string id, RollbackRequest? undo)
    {
        if (await FindAsync(session, due, id) is not { } check)
        {
            return null;
        }

        if (check.Gates is not { } gates)
        {
            await session.EndVerificationAsync(due.Model, due.Version, due.Stage);
            return null;
        }

        // One no is enough: what the others will say saves nothing any more.
        if (!gates.IsComplete && !check.HasFailed)
        {
            foreach (var request in gates.Needed)
            {
                await session.AskForWorkAsync(request);
            }

            return null;
        }

        if (!check.HasFailed)
        {
            await session.ExecuteAsync(PostponeSql, [.. Key(due), ("@due_at", check.NextAt.ToUnixTimeMilliseconds())]);
            return gates.States.Any(state => state.Blocks)
                ? Sentence.End($"It could not be checked: {check.Why}")
                : null;
        }

        // What failed only since it was looked at is taken up in the next round.
        if ((undo is null && check.Rollback is not null) || await session.HasHopeAgainAsync(undo))
        {
            return null;
        }

        await session.EndVerificationAsync(due.Model, due.Version, due.Stage);
        return (await session.UndoAsync(check.Promotion, check.Facts, check.Why, undo)).Outcome;
    }

    // The check as it stands; null if it is not due any more.
    private static async Task<Check?> FindAsync(Session session, DueVerification due, string id)
    {
        if (await session.FindAsync(FindSql, Map, Key(due)) is not { } current || current.DueAt > session.Now)
        {
            return null;
        }

        var promotion = Begin(session, current, id);
        var facts = await session.GatherFactsAsync(promotion);
        return
            facts.CandidateOf(promotion) is { IsHolder: true } holder
            && facts.RulesOf(promotion).Verification is { Every: not null } rule
            ? new Check(promotion, facts, Verification.CheckAgain(promotion, facts, holder, rule, current.DueAt))
            : new Check(promotion, facts, null);
    }

    private static Promotion Begin(Session session, DueVerification due, string id) =>
        PromotionStore.Begin(
            new NewPromotion(id, due.Model, due.Version, due.Stage, PromotionTerms.Plain, ""),
            new Caller(Caller.Automation, id),
            session.Now
        );

    private static (string, object?)[] Key(DueVerification due) =>
        [("@model", due.Model), ("@version", due.Version), ("@stage", due.Stage)];

    private static DueVerification Map(DbDataReader row) =>
        new(row.GetString(0), row.GetInt32(1), row.GetString(2), row.GetTime(3));

    private sealed record Finding(string? Problem);

    // Whether a step would change anything, and the rollback that it would make.
    private sealed record Look(bool HasMore, RollbackRequest? Rollback = null);

    // A due check, judged; without gates where the version left, or the policy has it checked no more.
    private sealed record Check(Promotion Promotion, PromotionFacts Facts, GateChecks? Gates)
    {
        private IEnumerable<GateState> Blocking => (Gates?.States ?? []).Where(state => state.Blocks);

        public string Why => string.Join("; ", Blocking.Select(state => state.Result!.Message).Distinct());

        // What could not be told says nothing against the version; it is looked at again next time.
        public bool HasFailed => Blocking.Any(state => state.Result!.Verdict == Verdict.Failed);

        public DateTimeOffset NextAt => Facts.Now + Facts.RulesOf(Promotion).Verification!.Every!.Value;

        public RollbackRequest? Rollback => HasFailed ? Facts.RollbackAfter(Promotion, Why) : null;
    }
}
