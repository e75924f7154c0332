using Gradus.Core.Approvals;
using Gradus.Core.Evaluations;
using Gradus.Core.Gates;
using Gradus.Core.Models;
using Gradus.Core.Policies;
using Gradus.Core.Work;

namespace Gradus.Core.Promotions.Interleavings;

/// <summary>The rules for a move, written out once more and otherwise: from what was found to whether it may be.</summary>
internal static class Oracle
{
    /// <summary>Why version 2 may not be moved now on what the promotion shows; null if it may.</summary>
    public static string? Objection(Promotion applied, PromotionFacts facts)
    {
        var version = facts.Candidates.Single();
        var rules = facts.RulesOf(applied);
        var isEnforced = facts.Policy.ModeFor("fraud") == PolicyMode.Enforce;
        var isElsewhere = !version.IsHolder && rules.From?.Contains(version.Version.Stage) == false;
        var closed = rules.Freezes.OfType<Frozen>().Any(window => facts.Now >= window.From && facts.Now < window.Until);
        var soaks = rules.Soak > TimeSpan.Zero && !version.IsHolder && facts.Now < version.InStageSince + rules.Soak;
        return version.Version.Status != VersionStatus.Ready ? "it is out of use"
            : facts.Holds.Count > 0 ? "the line is stopped"
            : !isEnforced ? null
            : isElsewhere ? "it comes from elsewhere"
            : closed ? "the stage is frozen"
            : soaks ? "it soaks"
            : rules.Gates.FirstOrDefault(rule => !LetsThrough(rule, facts)) is { } gate ? $"{gate.Name} blocks"
            : rules.Approvals is { } asked && !IsApproved(asked, applied, facts) ? "it is not approved"
            : null;
    }

    private static bool LetsThrough(GateRule rule, PromotionFacts facts)
    {
        var version = facts.Candidates.Single();
        var others = facts.Holders.Where(holder => holder.Version.Number != 2);
        return facts.Waivers.Any(waiver => waiver.Gate == rule.Gate.Name && facts.Now < waiver.ExpiresAt)
            || rule.Gate switch
            {
                ThresholdGate => Accuracy(version, rule, facts.Now) >= 0.9,
                IncumbentGate => others.All(other =>
                    Accuracy(version, rule, facts.Now) >= Accuracy(other, rule, facts.Now)
                ),
                ExternalGate => version.Checks.Any(report =>
                    report.Verdict == Verdict.Passed && facts.Now < report.ReportedAt.AddDays(7)
                ),
                _ => false,
            };
    }

    // NaN is on no side of anything.
    private static double Accuracy(VersionFacts version, GateRule rule, DateTimeOffset now)
    {
        var newest = version
            .EvidenceOf(WorkTask.Evaluate(Evidence.Holdout, Limits.Default))
            .Where(found =>
                found.Outcome != EvaluationOutcome.Error
                && now < found.FinishedAt + (rule.Fresh ?? TimeSpan.FromDays(7))
            )
            .MaxBy(found => (found.FinishedAt, found.Id));
        return newest is { Outcome: EvaluationOutcome.Measured } ? newest.Metrics["accuracy"] : double.NaN;
    }

    private static bool IsApproved(ApprovalRule rule, Promotion applied, PromotionFacts facts)
    {
        var latest = new Dictionary<string, Approval>();
        foreach (var word in facts.Approvals)
        {
            latest[word.Actor] = word;
        }

        return latest.Values.All(word => word.Decision != ApprovalDecision.Reject)
            && latest.Values.Count(word =>
                word.Decision == ApprovalDecision.Approve
                && word.Actor != "ana"
                && word.Binding == applied.Binding
                && (rule.Expires is not { } expires || facts.Now < word.At + expires)
            ) >= rule.Required;
    }
}
