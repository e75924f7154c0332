using System.Globalization;
using Gradus.Core.Approvals;
using Gradus.Core.Errors;
using Gradus.Core.Holds;
using Gradus.Core.Models;
using Gradus.Core.Policies;
using Gradus.Core.Stages;

namespace Gradus.Core.Promotions;

/// <summary>Something that a promotion waits for which comes by itself or by a person's lifting it.</summary>
/// <param name="Kind">"soak", "freeze" or "line".</param>
/// <param name="Message">What it waits for.</param>
/// <param name="Until">When it is over; null if a person decides.</param>
/// <param name="Hold">The id of the hold that a person lifts; null if time ends it.</param>
public sealed record Wait(string Kind, string Message, DateTimeOffset? Until, string? Hold = null);

/// <summary>A rule, other than a gate, that a promotion does not meet.</summary>
/// <param name="Kind">"version", "approval", or the kind of a <see cref="Wait"/>.</param>
/// <param name="Message">What is not met.</param>
public sealed record Hindrance(string Kind, string Message);

/// <summary>What besides gates is between a version and a stage.</summary>
public static class Eligibility
{
    // Stryker disable once all : made once in a process, which the runner keeps from mutant to mutant
    private static readonly ApprovalRule SomebodysYes = new(1, [], FourEyes: true, null);

    /// <summary>Why the version cannot be promoted to the stage at all, whatever its gates say; null if it can.</summary>
    public static string? Objection(Promotion promotion, PromotionFacts facts)
    {
        ArgumentNullException.ThrowIfNull(promotion);
        ArgumentNullException.ThrowIfNull(facts);
        var candidate = facts.CandidateOf(promotion);
        var goesOutOfUse = facts.Stages.Find(promotion.Stage) is { Kind: StageKind.Archive };
        return candidate switch
        {
            null => $"Version {promotion.Version} of '{promotion.Model}' does not exist any more.",
            { Version.Status: VersionStatus.Quarantined } when !goesOutOfUse =>
                $"Version {promotion.Version} is quarantined: {candidate.Version.StatusMessage}",
            { Version.Status: VersionStatus.Revoked } when !goesOutOfUse =>
                $"The standing of version {promotion.Version} is revoked: {candidate.Version.StatusMessage}",
            _ when ComesFromElsewhere(promotion, facts, candidate) is { } elsewhere =>
                $"Version {promotion.Version} {elsewhere}.",
            _ when WasFilledMeanwhile(promotion, facts, candidate) =>
                $"Version {promotion.Version} came to {candidate.Version.Stage} after this was asked for; "
                    + $"ask again to take it out to {promotion.Stage}.",
            _ => Held(promotion, facts),
        };
    }

    /// <summary>
    /// Whether the version holds the stage already, and nobody would have to make room: then there is nothing to earn.
    /// </summary>
    public static bool IsInPlace(Promotion promotion, PromotionFacts facts)
    {
        ArgumentNullException.ThrowIfNull(promotion);
        ArgumentNullException.ThrowIfNull(facts);
        return facts.CandidateOf(promotion) is { IsHolder: true }
            && (facts.Holders.Count == 1 || !PromotionPlan.ArchivesExisting(promotion, facts));
    }

    /// <summary>How the approvals stand; null if none are asked for.</summary>
    public static ApprovalCount? ApprovalsOf(Promotion promotion, PromotionFacts facts)
    {
        ArgumentNullException.ThrowIfNull(promotion);
        ArgumentNullException.ThrowIfNull(facts);
        return CountApprovals(
            promotion,
            facts.CandidateOf(promotion)?.Version,
            facts.Policy,
            facts.Approvals,
            facts.Now
        );
    }

    /// <summary>How approvals stand by a policy at a time; null if none are asked for.</summary>
    /// <param name="promotion">The promotion.</param>
    /// <param name="version">The version that it moves; null if there is none any more.</param>
    /// <param name="policy">The policy.</param>
    /// <param name="said">Everything that was said of it, in the order it was said.</param>
    /// <param name="at">The time.</param>
    public static ApprovalCount? CountApprovals(
        Promotion promotion,
        ModelVersion? version,
        Policy policy,
        IReadOnlyList<Approval> said,
        DateTimeOffset at
    )
    {
        ArgumentNullException.ThrowIfNull(promotion);
        return ApprovalRuleOf(promotion, policy) is { } rule && promotion.Binding is { } binding
            ? ApprovalCount.Of(rule, said, binding, IneligibleFor(promotion, version), policy, at)
            : null;
    }

    /// <summary>
    /// Whose yes a promotion needs; null for nobody's. Where the stage asks for none, one of somebody who may not move
    /// versions there needs one all the same: to ask is not to decide.
    /// </summary>
    public static ApprovalRule? ApprovalRuleOf(Promotion promotion, Policy policy)
    {
        ArgumentNullException.ThrowIfNull(promotion);
        ArgumentNullException.ThrowIfNull(policy);
        return policy.ModeFor(promotion.Model) == PolicyMode.Enforce
            && policy.RulesFor(promotion.Model, promotion.Stage).Approvals is { Required: > 0 } rule
                ? rule with
                {
                    FourEyes = rule.FourEyes || promotion.Terms.IsRequestOnly,
                }
            : promotion.Terms.IsRequestOnly ? SomebodysYes
            : null;
    }

    /// <summary>Whether a yes is needed only because who asked may not decide: the stage itself asks for none.</summary>
    internal static bool IsForTheAsker(ApprovalCount count) => ReferenceEquals(count.Rule, SomebodysYes);

    /// <summary>Whose yes is missing; and why one is, where the stage asks for none.</summary>
    internal static string SayMissing(Promotion promotion, ApprovalCount count) =>
        IsForTheAsker(count) ? $"{count.Say()}, since {promotion.Actor} may only ask for it" : count.Say();

    /// <summary>Whose yes does not count where four eyes are asked for: who asked, and who registered the version.</summary>
    public static IReadOnlyList<string> IneligibleFor(Promotion promotion, ModelVersion? version)
    {
        ArgumentNullException.ThrowIfNull(promotion);
        return version is null ? [promotion.Actor] : [promotion.Actor, version.CreatedBy];
    }

    /// <summary>What the promotion waits for; empty if it may go on.</summary>
    public static IReadOnlyList<Wait> WaitsOf(Promotion promotion, PromotionFacts facts)
    {
        ArgumentNullException.ThrowIfNull(promotion);
        ArgumentNullException.ThrowIfNull(facts);
        var stage = facts.Stages.Find(promotion.Stage);
        var waits = new List<Wait>();
        foreach (var hold in facts.Holds.Where(hold => stage is not null && hold.StopsLine(promotion.Model, stage)))
        {
            waits.Add(new Wait("line", $"the line is stopped by {hold.Actor}: {hold.Reason}", null, hold.Id));
        }

        if (!facts.Enforces(promotion))
        {
            return waits;
        }

        var rules = facts.RulesOf(promotion);
        if (
            facts.CandidateOf(promotion) is { IsHolder: false } candidate
            && ComesFromElsewhere(promotion, facts, candidate) is null
        )
        {
            var end = candidate.InStageSince + rules.Soak;
            if (rules.Soak > TimeSpan.Zero && end > facts.Now)
            {
                waits.Add(
                    new Wait(
                        "soak",
                        $"version {promotion.Version} soaks in {candidate.Version.Stage} until {Say(end)}",
                        end
                    )
                );
            }
        }

        foreach (var freeze in rules.Freezes)
        {
            if (freeze.ClosedUntil(facts.Now) is { } opens)
            {
                waits.Add(
                    new Wait("freeze", $"{promotion.Stage} is frozen ({freeze.Reason}) until {Say(opens)}", opens)
                );
            }
        }

        return waits;
    }

    /// <summary>
    /// What besides gates the promotion does not meet: where the version comes from, whose yes is missing, what it would have
    /// to wait for.
    /// </summary>
    public static IEnumerable<Hindrance> HindrancesOf(Promotion promotion, PromotionFacts facts)
    {
        ArgumentNullException.ThrowIfNull(facts);
        if (
            facts.CandidateOf(promotion) is { } candidate
            && ComesFromElsewhere(promotion, facts, candidate) is { } elsewhere
        )
        {
            yield return new Hindrance("version", $"version {promotion.Version} {elsewhere}");
        }

        switch (ApprovalsOf(promotion, facts))
        {
            case { Rejection: { } no }:
                yield return new Hindrance("approval", $"rejected by {no.Actor}");
                break;
            case { Missing: > 0 } count:
                yield return new Hindrance("approval", $"needs {SayMissing(promotion, count)}");
                break;
        }

        foreach (var wait in WaitsOf(promotion, facts))
        {
            yield return new Hindrance(wait.Kind, wait.Message);
        }
    }

    /// <summary>What besides gates is not met and only told, since the model's rules are not enforced but not off either.</summary>
    public static IEnumerable<Hindrance> ToldOnly(Promotion promotion, PromotionFacts facts)
    {
        ArgumentNullException.ThrowIfNull(promotion);
        ArgumentNullException.ThrowIfNull(facts);
        return facts.Policy.ModeFor(promotion.Model) == PolicyMode.Warn && !IsInPlace(promotion, facts)
            ? HindrancesOf(promotion, facts.Under(facts.Policy.Enforced()) with { Holds = [] })
            : [];
    }

    /// <summary>That a version is in a stage which the promotion's takes none from; null if it is not.</summary>
    internal static string? ComesFromElsewhere(Promotion promotion, PromotionFacts facts, VersionFacts candidate) =>
        facts.RulesOf(promotion).From is { } from
        && facts.Enforces(promotion)
        && !candidate.IsHolder // A version that is there already comes from nowhere else.
        && !from.Contains(candidate.Version.Stage)
            ? $"is in {candidate.Version.Stage}; {promotion.Stage} takes versions from {string.Join(" or ", from)} only"
            : null;

    // Who asked to take it out of where it was did not ask to empty this stage.
    private static bool WasFilledMeanwhile(Promotion promotion, PromotionFacts facts, VersionFacts candidate) =>
        candidate.InStageSince > promotion.CreatedAt
        && facts.Policy.TakesOut(facts.Stages, promotion.Model, candidate.Version.Stage, promotion.Stage);

    /// <summary>The hold that stops a promotion nobody asked for; null if there is none, or somebody asked.</summary>
    internal static Hold? HoldOnAutomation(Promotion promotion, PromotionFacts facts) =>
        promotion.Terms.Origin == PromotionOrigin.Automation
            ? facts.Holds.FirstOrDefault(hold =>
                hold.Kind == HoldKind.Automation && hold.IsOn(promotion.Model, promotion.Stage)
            )
            : null;

    private static string? Held(Promotion promotion, PromotionFacts facts) =>
        HoldOnAutomation(promotion, facts) is { } hold
            ? Sentence.End($"Automatic promotion is on hold by {hold.Actor}: {hold.Reason}")
            : null;

    private static string Say(DateTimeOffset time) =>
        time.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss 'UTC'", CultureInfo.InvariantCulture);
}
