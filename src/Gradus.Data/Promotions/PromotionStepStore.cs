using System.Globalization;
using Gradus.Core;
using Gradus.Core.Errors;
using Gradus.Core.Faults;
using Gradus.Core.Gates;
using Gradus.Core.Ledger;
using Gradus.Core.Policies;
using Gradus.Core.Promotions;
using Gradus.Core.Stages;
using Gradus.Data.Ledger;
using Gradus.Data.Policies;
using Gradus.Data.Rollbacks;
using Gradus.Data.Serving;
using Gradus.Data.Stages;

namespace Gradus.Data.Promotions;

/// <summary>Takes promotions from phase to phase: each step one transaction, decided by Core on facts read in it.</summary>
public sealed class PromotionStepStore(Database database, RollbackTargets targets)
{
    /// <summary>
    /// Takes a promotion one step further, up to the point where its version may move, and asks for the work it needs. The
    /// answer is the promotion as it stands then. While there is nothing to do, nothing is locked or written. Where the stage
    /// is to go back, the bytes of the version that it goes back to are read before.
    /// </summary>
    public async Task<Result<Promotion>> AdvanceAsync(string id, CancellationToken cancellationToken)
    {
        var seen = await database.ReadAsync(session => LookAsync(session, id), cancellationToken);
        if (seen is { IsOk: true, Value.HasMore: false })
        {
            return seen.Map(look => look.Promotion);
        }

        var undo = seen is { IsOk: true, Value.Rollback: { } asked }
            ? await targets.ReadThroughAsync(asked, cancellationToken)
            : null;
        return await ChangeAsync(
            id,
            LedgerAction.PromotionStep,
            (session, promotion, facts) => DecideAsync(session, promotion, facts, undo)
        );
    }

    /// <summary>Moves the version, in one transaction with the promotion's next phase.</summary>
    public Task<Result<Promotion>> ApplyAsync(string id) => ChangeAsync(id, LedgerAction.PromotionApply, ApplyAsync);

    /// <summary>Ends a promotion that was to be applied because of a technical fault; one that is elsewhere by now stays.</summary>
    public Task<Result<Promotion>> FaultAsync(string id, string why) =>
        ChangeAsync(
            id,
            LedgerAction.PromotionFault,
            (_, promotion, _) =>
                Task.FromResult(
                    new Change(
                        promotion.Phase == Phase.Applying ? promotion.After(PromotionEvent.Fault, why) : promotion
                    )
                )
        );

    /// <summary>Calls a promotion off; one that has ended, or whose version has moved, is not called off.</summary>
    /// <param name="id">The promotion's id.</param>
    /// <param name="caller">Who calls it off.</param>
    /// <param name="comment">Why; may be empty.</param>
    public Task<Result<Promotion>> CancelAsync(string id, Caller caller, string comment = "") =>
        database.WriteAsync<Promotion>(async session =>
        {
            if (!(await session.LockPromotionAsync(id)).Try(out var promotion, out var error))
            {
                return error;
            }

            session.Declare(caller, LedgerAction.PromotionCancel, Subjects.Promotion(promotion.Model, id));
            var policy = (await session.GetPolicyAsync()).Policy;
            var action = caller.Actor == promotion.Actor ? PolicyAction.Request : PolicyAction.Promote;
            var isItsOwn = (caller.Actor, promotion.Terms.Origin) == (Caller.Automation, PromotionOrigin.Automation);
            if (!isItsOwn && policy.Forbids(caller, action, promotion.Model, promotion.Stage) is { } forbidden)
            {
                return forbidden;
            }

            if (PromotionFlow.Next(promotion.Phase, PromotionEvent.Cancel) is null)
            {
                return Error.Conflict($"Promotion '{id}' is {promotion.Phase} and cannot be cancelled.", id);
            }

            var outcome =
                comment.Length > 0 ? $"Cancelled by {caller.Actor}: {comment}" : $"Cancelled by {caller.Actor}.";
            await session.UpdatePromotionAsync(
                promotion.After(PromotionEvent.Cancel, outcome) with
                {
                    CancelledBy = caller.Actor,
                }
            );
            return await session.GetPromotionAsync(id);
        });

    private static async Task<Result<Look>> LookAsync(Session session, string id)
    {
        if (!(await session.GetPromotionAsync(id)).Try(out var promotion, out var error))
        {
            return error;
        }

        var facts = await session.GatherFactsAsync(promotion);
        var step = PromotionStep.Decide(promotion, facts);
        if (step.FailedVerification is { } why)
        {
            return new Look(promotion, HasMore: true, facts.RollbackAfter(promotion, why));
        }

        foreach (var request in step.Needed)
        {
            if (!await session.IsAskedForAsync(request))
            {
                return new Look(promotion, HasMore: true);
            }
        }

        return new Look(promotion, HasMore: !IsSame(step, promotion));
    }

    // Gates are compared by what they say: records compare their lists by reference.
    private static bool IsSame(PromotionStep step, Promotion promotion) =>
        step.Promotion.Phase == promotion.Phase
        && step.Promotion.Outcome == promotion.Outcome
        && step.Promotion.Version == promotion.Version
        && step.Promotion.WakeAt == promotion.WakeAt
        && step.Promotion.Binding == promotion.Binding
        && step.Promotion.PolicyRevision == promotion.PolicyRevision
        && step.Promotion.Rollout == promotion.Rollout
        && SaySame(step.Promotion.Gates, promotion.Gates)
        && SaySame(step.Promotion.Verifications, promotion.Verifications);

    private static bool SaySame(IReadOnlyList<GateState> now, IReadOnlyList<GateState> before) =>
        now.Select(Said).SequenceEqual(before.Select(Said));

    // What gateways count changes every second; what it makes the gate say does not, and that is what the ledger tells.
    private static (string, Verdict?, GateResult?) Said(GateState gate) =>
        (gate.Name, gate.Result?.Verdict, gate.Kind == TrafficGate.Word ? null : gate.Result);

    /// <summary>
    /// Writes a new promotion as it stands after its first step. A version that may move, and keeps no bytes here that would
    /// have to be read first, moves in the same transaction.
    /// </summary>
    internal static async Task<Promotion> OpenAsync(Session session, Promotion promotion, PromotionFacts facts)
    {
        var change = await DecideAsync(session, promotion, facts, undo: null);
        if (change.Promotion.Phase == Phase.Applying && facts.CandidateOf(change.Promotion)?.Version.Manifest is null)
        {
            change = await ApplyAsync(session, change.Promotion, facts);
        }

        await session.InsertPromotionAsync(change.Promotion, change.JudgedOn);
        Failpoints.Pass(Failpoint.PromotionInserted);
        return change.Promotion;
    }

    private static async Task<Change> DecideAsync(
        Session session,
        Promotion promotion,
        PromotionFacts facts,
        RollbackRequest? undo
    )
    {
        var step = PromotionStep.Decide(promotion, facts);
        foreach (var request in step.Needed)
        {
            await session.AskForWorkAsync(request);
            Failpoints.Pass(Failpoint.WorkAsked);
        }

        if (step.FailedVerification is { } why)
        {
            // What failed only since it was looked at is taken up by the next look.
            return
                (undo is null && facts.RollbackAfter(promotion, why) is not null)
                || await session.HasHopeAgainAsync(undo)
                ? new Change(promotion)
                : new Change(await FailVerificationAsync(session, step.Promotion, facts, why, undo));
        }

        var next = await RefuseTwinAsync(session, promotion, step.Promotion);
        // What it was let in on stays, whatever the checks after the move look at.
        return new Change(next, promotion.AppliedAt is null ? JudgedOn(next, facts) : null);
    }

    private static async Task<Promotion> FailVerificationAsync(
        Session session,
        Promotion promotion,
        PromotionFacts facts,
        string why,
        RollbackRequest? rollback
    )
    {
        var undone = await session.UndoAsync(promotion, facts, why, rollback);
        Failpoints.Pass(Failpoint.StandingRevoked);
        return promotion.After(undone.IsRolledBack ? PromotionEvent.Undone : PromotionEvent.Refuse, undone.Outcome);
    }

    // Who holds the stage, what people said and the policy may have changed since the gates were judged.
    private static async Task<Change> ApplyAsync(Session session, Promotion promotion, PromotionFacts facts)
    {
        if (promotion.Phase != Phase.Applying)
        {
            return new Change(promotion);
        }

        var confirmed = PromotionStep.Confirm(promotion, facts);
        if (confirmed.Promotion.Phase != Phase.Applying)
        {
            foreach (var request in confirmed.Needed)
            {
                await session.AskForWorkAsync(request);
            }

            return new Change(confirmed.Promotion, JudgedOn(confirmed.Promotion, facts));
        }

        promotion = confirmed.Promotion;
        var move = new Move(
            promotion.Model,
            promotion.Version!.Value,
            promotion.Stage,
            PromotionPlan.ArchivesExisting(promotion, facts),
            promotion.Reason.Length > 0 ? promotion.Reason : Passed(promotion, facts),
            promotion.Id,
            TransitionKind.Promotion
        );
        var moved = await TransitionStore.MoveAsync(
            session,
            move,
            new Caller(promotion.Actor, promotion.RequestId),
            facts.CandidateOf(promotion)?.Version
        );
        if (!moved.Try(out var done, out var error))
        {
            return new Change(promotion.After(PromotionEvent.Refuse, $"The move was refused: {error.Message}"));
        }

        var applied = promotion.After(PromotionEvent.Applied, Succeeded(promotion, done, facts)) with
        {
            AppliedAt = session.Now,
            Rollout = await session.BeginRolloutAsync(promotion, facts),
        };
        return done.Transitions.Count == 0 || facts.RulesOf(promotion).Verification is null
            ? new Change(applied.After(PromotionEvent.Verified, applied.Outcome), JudgedOn(applied, facts))
            : new Change(applied, JudgedOn(applied, facts));
    }

    private static GateInput? JudgedOn(Promotion promotion, PromotionFacts facts) =>
        promotion.Gates.Count > 0
        && promotion.Gates.All(gate => gate.Result is not null)
        && facts.CandidateOf(promotion) is { } candidate
            ? facts.InputFor(promotion, candidate)
            : null;

    private static string Passed(Promotion promotion, PromotionFacts facts)
    {
        var waived = promotion
            .Gates.Where(gate => gate is { ReportOnly: false, Result.Verdict: Verdict.Waived })
            .Select(gate => $"{gate.Name}, {gate.Result!.Message}")
            .ToList();
        var blocking = promotion.Gates.Count(gate => !gate.ReportOnly) - waived.Count;
        return string.Create(CultureInfo.InvariantCulture, $"Passed {blocking} gate{(blocking == 1 ? "" : "s")}.")
            + (waived.Count == 0 ? "" : $" Waived: {string.Join("; ", waived)}.")
            + ToldOnly(promotion, facts);
    }

    private static string ToldOnly(Promotion promotion, PromotionFacts facts)
    {
        var told = promotion
            .Gates.Where(gate => gate is { ReportOnly: true, Result.LetsThrough: false })
            .Select(gate => gate.Result!.Message)
            .Concat(Eligibility.ToldOnly(promotion, facts).Select(hindrance => hindrance.Message))
            .ToList();
        return told.Count == 0 ? "" : $" Only told, not met: {string.Join("; ", told)}.";
    }

    private static string Succeeded(Promotion promotion, Moved moved, PromotionFacts facts)
    {
        var displaced = moved.Transitions.Where(t => t.DisplacedBy is not null).Select(t => t.Version).ToList();
        return moved.Transitions.Count == 0
            ? $"Version {promotion.Version} is in {promotion.Stage} already; it stays."
            : $"Version {promotion.Version} is now in {promotion.Stage}."
                + (displaced.Count > 0 ? $" Archived: version {string.Join(", ", displaced)}." : "")
                + ToldOnly(promotion, facts);
    }

    // Someone may have opened a promotion of the very version that this one has just picked.
    private static async Task<Promotion> RefuseTwinAsync(Session session, Promotion before, Promotion after) =>
        after.IsOpen && after.Version != before.Version && await session.FindTwinAsync(after) is { } twin
            ? before.After(PromotionEvent.Refuse, $"Promotion '{twin}' of version {after.Version} is still open.")
            : after;

    private Task<Result<Promotion>> ChangeAsync(
        string id,
        LedgerAction action,
        Func<Session, Promotion, PromotionFacts, Task<Change>> change
    ) =>
        database.WriteAsync<Promotion>(async session =>
        {
            if (!(await session.LockPromotionAsync(id)).Try(out var promotion, out var error) || !promotion.IsOpen)
            {
                return error is null ? promotion! : error;
            }

            session.Declare(DoerOf(action, promotion), action, Subjects.Promotion(promotion.Model, id));
            if (action == LedgerAction.PromotionApply)
            {
                // No other policy comes into force between the last look at the rules and the move.
                await session.HoldStageAsync(promotion.Stage);
            }

            var changed = await change(session, promotion, await session.GatherFactsAsync(promotion));
            Failpoints.Pass(Failpoint.PromotionStepped);
            if (
                changed.Promotion != promotion
                && !await session.UpdatePromotionAsync(changed.Promotion, changed.JudgedOn)
            )
            {
                return Error.Conflict($"Promotion '{id}' was changed by someone else meanwhile.", id);
            }

            Failpoints.Pass(Failpoint.PromotionUpdated);
            return await session.GetPromotionAsync(id);
        });

    // Who asked for the promotion moves the version; the rest the server does of itself.
    private static Caller DoerOf(LedgerAction action, Promotion promotion) =>
        action == LedgerAction.PromotionApply
            ? new Caller(promotion.Actor, promotion.RequestId)
            : Caller.Itself(promotion.RequestId);

    // A promotion as it was seen, whether a step would change anything, and the rollback that it would make.
    private sealed record Look(Promotion Promotion, bool HasMore, RollbackRequest? Rollback = null);

    // A promotion's next state, and what its gates were judged on if they were.
    private sealed record Change(Promotion Promotion, GateInput? JudgedOn = null);
}
