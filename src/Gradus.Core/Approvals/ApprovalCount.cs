using System.Globalization;
using Gradus.Core.Artifacts;
using Gradus.Core.Identities;
using Gradus.Core.Policies;

namespace Gradus.Core.Approvals;

/// <summary>How a person's word counts.</summary>
public enum ApprovalStanding
{
    /// <summary>It counts towards the quorum.</summary>
    Counts,

    /// <summary>A no. It holds, whatever has changed since.</summary>
    Rejects,

    /// <summary>The person is of none of the roles asked for.</summary>
    WrongRole,

    /// <summary>The person asked for the promotion or registered the version.</summary>
    NotFourEyes,

    /// <summary>Nobody knows whose it is.</summary>
    Nameless,

    /// <summary>It was given too long ago.</summary>
    Expired,

    /// <summary>What they saw has changed since.</summary>
    Void,
}

/// <summary>A person's latest word and how it counts.</summary>
public sealed record CountedApproval(Approval Approval, ApprovalStanding Standing);

/// <summary>Whether the people whose yes a promotion needs have given it.</summary>
/// <param name="Rule">Whose yes it needs.</param>
/// <param name="Words">Everyone's latest word, in the order people first spoke.</param>
public sealed record ApprovalCount(ApprovalRule Rule, IReadOnlyList<CountedApproval> Words)
{
    /// <summary>How many count.</summary>
    public int Given => Words.Count(word => word.Standing == ApprovalStanding.Counts);

    /// <summary>How many more are needed.</summary>
    public int Missing => Math.Max(0, Rule.Required - Given);

    /// <summary>The no that ends the promotion; null if nobody says no.</summary>
    public Approval? Rejection => Words.FirstOrDefault(word => word.Standing == ApprovalStanding.Rejects)?.Approval;

    /// <summary>When the first of those that count runs out; null if none does.</summary>
    public DateTimeOffset? NextExpiry =>
        Rule.Expires is { } expires
            ? Words
                .Where(word => word.Standing == ApprovalStanding.Counts)
                .Select(word => (DateTimeOffset?)(word.Approval.At + expires))
                .Min()
            : null;

    /// <summary>Counts what people said. Nobody is two for writing a name otherwise: case does not count.</summary>
    /// <param name="rule">Whose yes is needed.</param>
    /// <param name="said">Everything that was said, in the order it was said.</param>
    /// <param name="binding">What they have to have had in view.</param>
    /// <param name="ineligible">Who asked for the promotion and who registered the version.</param>
    /// <param name="policy">Who belongs to which role.</param>
    /// <param name="now">The time.</param>
    public static ApprovalCount Of(
        ApprovalRule rule,
        IReadOnlyList<Approval> said,
        Digest binding,
        IReadOnlyCollection<string> ineligible,
        Policy policy,
        DateTimeOffset now
    ) =>
        new(
            rule,
            [
                .. said.Where(approval => approval.Decision != ApprovalDecision.Comment)
                    .GroupBy(approval => approval.Actor, StringComparer.OrdinalIgnoreCase)
                    .Select(ofPerson => ofPerson.Last())
                    .Where(approval => approval.Decision != ApprovalDecision.Withdraw)
                    .Select(approval => new CountedApproval(
                        approval,
                        StandingOf(approval, rule, binding, ineligible, policy, now)
                    )),
            ]
        );

    /// <summary>What is missing, e.g. "1 more approval of 2 by release".</summary>
    public string Say()
    {
        var by = Rule.Roles.Count > 0 ? $" by {string.Join(" or ", Rule.Roles)}" : "";
        var @void = Words.Count(word => word.Standing == ApprovalStanding.Void);
        var more = Given > 0 ? "more " : "";
        var voided =
            @void > 0
                ? $"; {Count(@void, "approval")} given before no longer {(@void == 1 ? "counts" : "count")}, since what was approved has changed"
                : "";
        var noun = Missing == 1 ? "approval" : "approvals";
        return string.Create(CultureInfo.InvariantCulture, $"{Missing} {more}{noun} of {Rule.Required}{by}{voided}");
    }

    /// <summary>Whether the yes of a caller can count anywhere; null, or why not.</summary>
    public static string? ObjectionTo(Caller caller) =>
        Caller.IsReserved(caller.Actor)
            ? "an approval is that of a person by name, and this request names none (GRADUS_USER, or MLFLOW_TRACKING_USERNAME)"
        : caller.Identity is { Kind: IdentityKind.Service }
            ? $"'{caller.Actor}' is a service account, and an approval is a person's"
        : null;

    /// <summary>Whether a person's yes could count; null, or why not.</summary>
    public static string? Objection(
        ApprovalRule rule,
        Caller caller,
        IReadOnlyCollection<string> ineligible,
        Policy policy
    )
    {
        ArgumentNullException.ThrowIfNull(rule);
        ArgumentNullException.ThrowIfNull(policy);
        var actor = caller.Actor;
        return ObjectionTo(caller) is { } objection ? objection
            : rule.FourEyes && ineligible.Contains(actor, StringComparer.OrdinalIgnoreCase)
                ? $"'{actor}' asked for this promotion or registered the version; somebody else has to approve it"
            : rule.Roles.Count > 0 && !rule.Roles.Any(role => policy.Is(actor, caller.Groups, role))
                ? $"'{actor}' is not of {string.Join(" or ", rule.Roles)}"
            : null;
    }

    private static ApprovalStanding StandingOf(
        Approval approval,
        ApprovalRule rule,
        Digest binding,
        IReadOnlyCollection<string> ineligible,
        Policy policy,
        DateTimeOffset now
    ) =>
        approval switch
        {
            _ when Caller.IsReserved(approval.Actor) => ApprovalStanding.Nameless,
            _ when rule.Roles.Count > 0 && !rule.Roles.Any(role => policy.Is(approval.Actor, approval.Groups, role)) =>
                ApprovalStanding.WrongRole,
            { Decision: ApprovalDecision.Reject } => ApprovalStanding.Rejects,
            _ when approval.Binding != binding => ApprovalStanding.Void,
            _ when rule.FourEyes && ineligible.Contains(approval.Actor, StringComparer.OrdinalIgnoreCase) =>
                ApprovalStanding.NotFourEyes,
            _ when rule.Expires is { } expires && approval.At + expires <= now => ApprovalStanding.Expired,
            _ => ApprovalStanding.Counts,
        };

    private static string Count(int number, string noun) =>
        string.Create(CultureInfo.InvariantCulture, $"{number} {noun}{(number == 1 ? "" : "s")}");
}
