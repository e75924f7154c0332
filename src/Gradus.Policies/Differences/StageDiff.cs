using System.Globalization;
using Gradus.Core.Policies;
using Gradus.Core.Serving;
using Gradus.Policies.Freezes;
using Gradus.Policies.Shapes;

namespace Gradus.Policies.Differences;

/// <summary>What changes in the rules of a stage.</summary>
internal static class StageDiff
{
    private const string None = "none";

    public static void Compare(StageRules a, StageRules b, Changes changes)
    {
        changes.Compare("from", SayFrom(a), SayFrom(b));
        changes.CompareSets("alias", a.Aliases, b.Aliases);
        changes.Compare("archive_existing", Say(a.ArchiveExisting), Say(b.ArchiveExisting));
        GateDiff.Compare(a.Gates, b.Gates, changes);
        CompareApprovals(a.Approvals, b.Approvals, changes);
        changes.Compare("soak", Measures.Write(a.Soak), Measures.Write(b.Soak));
        changes.CompareSets("freeze", a.Freezes.Select(Say), b.Freezes.Select(Say));
        CompareVerification(a.Verification, b.Verification, changes);
        changes.Compare("promote", Say(a.Automation), Say(b.Automation));
    }

    private static void CompareApprovals(ApprovalRule? a, ApprovalRule? b, Changes changes)
    {
        if (a is null || b is null)
        {
            changes.Compare("approvals", Say(a), Say(b));
            return;
        }

        changes.Compare("approvals", Number(a.Required), Number(b.Required));
        changes.Compare("approvals of", SayRoles(a), SayRoles(b));
        changes.Compare("approvals four_eyes", Say(a.FourEyes), Say(b.FourEyes));
        changes.Compare("approvals expire after", SayExpiry(a), SayExpiry(b));
    }

    private static void CompareVerification(VerificationRule? a, VerificationRule? b, Changes changes)
    {
        if (a is null || b is null)
        {
            changes.Compare("verify", Say(a), Say(b));
        }
        else
        {
            changes.Compare("verify again", SayPeriod(a), SayPeriod(b));
            changes.Compare("verify on_failure", Words.Failures.For(a.OnFailure), Words.Failures.For(b.OnFailure));
            changes.Compare("verify max_rollbacks", Number(a.MaxRollbacks), Number(b.MaxRollbacks));
            changes.Compare("verify canary", Say(a.Canary), Say(b.Canary));
        }

        GateDiff.Compare(a?.Gates ?? [], b?.Gates ?? [], changes.Of("verify"));
    }

    private static string SayFrom(StageRules rules) => rules.From is null ? "any" : Listing.Or(rules.From);

    private static string SayRoles(ApprovalRule rule) => rule.Roles.Count == 0 ? "anyone" : Listing.Or(rule.Roles);

    private static string SayExpiry(ApprovalRule rule) =>
        rule.Expires is { } time ? Measures.Write(time) : "the promotion";

    private static string SayPeriod(VerificationRule rule) =>
        rule.Every is { } time ? $"every {Measures.Write(time)}" : "never";

    private static string Say(ApprovalRule? rule) =>
        rule is null
            ? None
            : $"{Number(rule.Required)} of {SayRoles(rule)}"
                + (rule.FourEyes ? ", four eyes" : "")
                + (rule.Expires is { } time ? $", expiring after {Measures.Write(time)}" : "");

    private static string Say(VerificationRule? rule) =>
        rule is null
            ? None
            : $"again {SayPeriod(rule)}, on_failure {Words.Failures.For(rule.OnFailure)}, "
                + $"max_rollbacks {Number(rule.MaxRollbacks)}"
                + (rule.Canary is null ? "" : $", canary {Say(rule.Canary)}");

    private static string Say(CanaryRule? rule) =>
        rule is null
            ? None
            : $"{string.Join(", ", rule.Steps.Select(Say))} for {Measures.Write(rule.Each)} each"
                + (rule.Key is null ? "" : $" by {rule.Key}");

    private static string Say(CanaryStep step) =>
        step.Mirror ? Words.Shadow : string.Create(CultureInfo.InvariantCulture, $"{step.Share * 100:0.####}%");

    private static string Say(AutomationRule? rule) =>
        rule is null ? None : $"from {rule.From}, {(rule.Best is null ? "the newest" : $"best {rule.Best}")}";

    private static string Say(FreezeWindow window) =>
        window is CronFreeze freeze
            ? $"'{freeze.Cron}' in {freeze.TimeZone} for {Measures.Write(freeze.Lasts)} ({freeze.Reason})"
            : window.Reason;

    private static string Say(bool flag) => flag ? "true" : "false";

    private static string Number(int number) => number.ToString(CultureInfo.InvariantCulture);
}
