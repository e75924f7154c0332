using Gradus.Core.Approvals;
using Gradus.Core.Artifacts;
using Gradus.Core.Errors;
using Gradus.Core.Gates;
using Gradus.Core.Models;
using Gradus.Core.Policies;
using Gradus.Core.Work;

namespace Gradus.Core.Promotions;

/// <summary>What a promotion does next.</summary>
/// <param name="Promotion">The promotion as it stands from now on.</param>
/// <param name="Needed">The work that has to be done before it can go on; empty if it waits for none.</param>
/// <param name="FailedVerification">What a check after the move found wrong; null if nothing.</param>
public sealed record PromotionStep(
    Promotion Promotion,
    IReadOnlyList<WorkRequest> Needed,
    string? FailedVerification = null
)
{
    /// <summary>
    /// Takes a promotion as far as the facts allow, up to the point where the version may move (phase Applying). The same
    /// facts give the same step, so it can be taken again after a crash.
    /// </summary>
    public static PromotionStep Decide(Promotion promotion, PromotionFacts facts) =>
        promotion.Phase switch
        {
            Phase.Pending => Picking.Step(promotion, facts),
            Phase.Gating => Gate(promotion, facts),
            Phase.AwaitingApproval => Approve(promotion, facts),
            Phase.Soaking => Soak(promotion, facts),
            Phase.Verifying => Verify(promotion, facts),
            _ => new(promotion, []),
        };

    /// <summary>
    /// Judges a promotion that is being applied once more from the start, right before its version moves: it comes out as
    /// Applying again, with its gates as they are now, or it waits, or it ends.
    /// </summary>
    public static PromotionStep Confirm(Promotion promotion, PromotionFacts facts) =>
        Decide(promotion.After(PromotionEvent.Changed, "Checking once more before the move."), facts);

    /// <summary>The work whose outcome a promotion rests on, done or not, so that what was found of it can be looked up.</summary>
    public static IEnumerable<WorkRequest> RestsOn(Promotion promotion, PromotionFacts facts)
    {
        var rules = facts.RulesOf(promotion);
        var gates = GatesOf(promotion, facts);
        var selection = promotion.Terms.Best is null ? null : promotion.Terms.SelectionDataset(rules);
        return facts.Candidates.SelectMany(candidate =>
        {
            var input = facts.InputFor(promotion, candidate);
            var after = Verification.InputFor(promotion, facts, candidate);
            return gates
                .SelectMany(rule => rule.Gate.Needs(rule.InputOf(input)))
                .Concat(
                    selection is null
                        ? []
                        : Measurement.Needs(facts.SelectionInputFor(promotion, candidate), candidate, selection)
                )
                .Concat((rules.Verification?.Gates ?? []).SelectMany(rule => rule.Gate.Needs(rule.InputOf(after))));
        });
    }

    private static PromotionStep Gate(Promotion promotion, PromotionFacts facts)
    {
        promotion = promotion with { PolicyRevision = facts.Revision.Number };
        if (Eligibility.Objection(promotion, facts) is { } why)
        {
            return End(promotion, PromotionEvent.Refuse, why);
        }

        var isInPlace = Eligibility.IsInPlace(promotion, facts);
        if (isInPlace && !promotion.Terms.AskForMore)
        {
            return new(Pass(promotion), []);
        }

        var checks = Check(promotion, facts).Decided();
        promotion = promotion with { Gates = checks.States };
        if (!checks.IsComplete)
        {
            return new(
                promotion with
                {
                    Outcome = $"Checking version {promotion.Version}: waiting for {string.Join(", ", checks.Waiting)}.",
                    WakeAt = checks.TurnsAt,
                },
                checks.Needed
            );
        }

        var unmet = promotion.Unmet.ToList();
        if (unmet.Count == 0 && isInPlace)
        {
            return new(Pass(promotion), []);
        }

        if (unmet.Count == 0)
        {
            var passed = promotion.After(PromotionEvent.GatesPassed, "All gates passed.");
            return Decide(passed with { Binding = checks.BindingOf(promotion, facts) }, facts);
        }

        // What was skipped since another gate decided before it needs no telling.
        var telling = unmet.Any(gate => gate.Result!.Verdict != Verdict.Skipped)
            ? unmet.Where(gate => gate.Result!.Verdict != Verdict.Skipped).ToList()
            : unmet;
        // Where a gate has failed the rest does not matter: trying again would not help.
        var isFault =
            telling.Any(gate => gate.Result!.Verdict == Verdict.Error)
            && telling.All(gate => gate.Result!.Verdict != Verdict.Failed);
        var reasons = string.Join("; ", telling.Select(gate => gate.Result!.Message).Distinct());
        return End(
            promotion,
            isFault ? PromotionEvent.Fault : PromotionEvent.Refuse,
            $"Version {promotion.Version} was not promoted to {promotion.Stage}: {Sentence.End(reasons)}"
        );
    }

    // Through to the move, which finds that there is nothing to move.
    private static Promotion Pass(Promotion promotion) =>
        promotion
            .After(PromotionEvent.GatesPassed, "It is in place already.")
            .After(PromotionEvent.Approved, "It is in place already.")
            .After(PromotionEvent.Soaked, "It is in place already.");

    private static PromotionStep Approve(Promotion promotion, PromotionFacts facts)
    {
        if (Recheck(promotion, facts, out var turnsAt) is { } changed)
        {
            return changed;
        }

        if (Eligibility.ApprovalsOf(promotion, facts) is not { } count)
        {
            return Decide(promotion.After(PromotionEvent.Approved, promotion.Outcome), facts);
        }

        if (count.Rejection is { } no)
        {
            var why = no.Comment.Length > 0 ? $": {Sentence.End(no.Comment)}" : ".";
            return End(promotion, PromotionEvent.Refuse, $"Rejected by {no.Actor}{why}");
        }

        return count.Missing == 0
            ? Decide(promotion.After(PromotionEvent.Approved, $"Approved by {Approvers(count)}."), facts)
            : new(
                promotion with
                {
                    Outcome = $"Waiting for {Eligibility.SayMissing(promotion, count)}.",
                    WakeAt = GateChecks.Earlier(turnsAt, count.NextExpiry),
                },
                []
            );
    }

    private static PromotionStep Soak(Promotion promotion, PromotionFacts facts)
    {
        if (Recheck(promotion, facts, out var turnsAt) is { } changed)
        {
            return changed;
        }

        var count = Eligibility.ApprovalsOf(promotion, facts);
        if (count is not null && (count.Missing > 0 || count.Rejection is not null))
        {
            return Decide(
                promotion.After(PromotionEvent.Changed, "An approval no longer counts; checking again."),
                facts
            );
        }

        var waits = Eligibility.WaitsOf(promotion, facts);
        return waits.Count == 0
            ? new(promotion.After(PromotionEvent.Soaked, "Moving the version."), [])
            : new(
                promotion with
                {
                    Outcome = $"Waiting: {Sentence.End(string.Join("; ", waits.Select(wait => wait.Message)))}",
                    WakeAt = waits
                        .Select(wait => wait.Until)
                        .Append(turnsAt)
                        .Append(count?.NextExpiry)
                        .Aggregate(GateChecks.Earlier),
                },
                []
            );
    }

    private static PromotionStep Verify(Promotion promotion, PromotionFacts facts)
    {
        if (facts.CandidateOf(promotion) is not { IsHolder: true } candidate)
        {
            var left =
                $"Version {promotion.Version} left {promotion.Stage} before its checks after the move were done.";
            return End(promotion, PromotionEvent.Undone, left);
        }

        if (facts.RulesOf(promotion).Verification is not { } rule)
        {
            return End(promotion, PromotionEvent.Verified, promotion.Outcome);
        }

        if (promotion.Rollout is { IsOn: true } && candidate.Version.Status is not VersionStatus.Ready)
        {
            var lost = $"version {promotion.Version} is {candidate.Version.Status.ToString().ToLowerInvariant()}";
            return new(promotion with { WakeAt = null }, [], $"{lost}: {candidate.Version.StatusMessage}");
        }

        var checks = Verification.CheckMoved(promotion, facts, candidate, rule);
        promotion = promotion with { Verifications = [.. checks.States, .. Canary.Shown(promotion)] };
        var blocking = checks.States.Where(state => state.Blocks).ToList();
        var reasons = string.Join("; ", blocking.Select(state => state.Result!.Message).Distinct());
        // What the others will say saves nothing any more.
        if (blocking.Any(state => state.Result!.Verdict == Verdict.Failed))
        {
            return new(promotion with { WakeAt = null }, [], reasons);
        }

        if (Canary.Advance(promotion, rule, checks, facts.Now) is { } advanced)
        {
            return advanced.Rollout == promotion.Rollout ? new(advanced, checks.Needed) : Decide(advanced, facts);
        }

        return checks switch
        {
            { IsComplete: false } => new(promotion with { WakeAt = checks.TurnsAt }, checks.Needed),
            _ when blocking.Count == 0 => End(promotion, PromotionEvent.Verified, promotion.Outcome),
            // Only a no is one; what could not be told says nothing against the version.
            _ => End(
                promotion,
                PromotionEvent.Fault,
                $"Version {promotion.Version} stays in {promotion.Stage}; it could not be checked after the move: {Sentence.End(reasons)}"
            ),
        };
    }

    // What passed must still pass, by the same policy and on the same evidence; else it is judged from the start.
    private static PromotionStep? Recheck(Promotion promotion, PromotionFacts facts, out DateTimeOffset? turnsAt)
    {
        turnsAt = null;
        if (Eligibility.Objection(promotion, facts) is { } why)
        {
            return End(promotion, PromotionEvent.Refuse, why);
        }

        var checks = Check(promotion, facts);
        turnsAt = checks.TurnsAt;
        if (checks.IsComplete && checks.BindingOf(promotion, facts) == promotion.Binding)
        {
            return null;
        }

        var what = facts.Revision.Number != promotion.PolicyRevision ? "The policy" : "What the gates were judged on";
        return Decide(promotion.After(PromotionEvent.Changed, $"{what} has changed; checking again."), facts);
    }

    /// <summary>What a yes to the promotion is a yes to, as the facts are; null if its version is gone.</summary>
    public static Digest? BindingOf(Promotion promotion, PromotionFacts facts)
    {
        ArgumentNullException.ThrowIfNull(facts);
        return facts.CandidateOf(promotion) is null ? null : Check(promotion, facts).BindingOf(promotion, facts);
    }

    /// <summary>The gates of a promotion: of a version that is in place already only what is asked for besides the policy.</summary>
    private static IReadOnlyList<GateRule> GatesOf(Promotion promotion, PromotionFacts facts) =>
        Eligibility.IsInPlace(promotion, facts)
            ? promotion.Terms.OwnGates
            : promotion.Terms.Gates(facts.RulesOf(promotion), facts.Enforces(promotion));

    /// <summary>The gates of the version that is to move, and what it could only fail after the move, judged.</summary>
    internal static GateChecks Check(Promotion promotion, PromotionFacts facts)
    {
        var checks = GateChecks.Make(
            GatesOf(promotion, facts),
            facts.InputFor(promotion, facts.CandidateOf(promotion)!),
            facts.Waivers,
            awaitsTold: promotion.Terms.Origin != PromotionOrigin.Transition
        );
        return Eligibility.IsInPlace(promotion, facts)
            ? checks
            : checks.And(Verification.Foreseen(promotion, facts).Where(after => !checks.Blocks(after.Name)));
    }

    private static PromotionStep End(Promotion promotion, PromotionEvent how, string outcome) =>
        new(promotion.After(how, outcome), []);

    private static string Approvers(ApprovalCount count) =>
        string.Join(
            ", ",
            count.Words.Where(word => word.Standing == ApprovalStanding.Counts).Select(word => word.Approval.Actor)
        );
}
