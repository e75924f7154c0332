using Gradus.Core.Gates;

namespace Gradus.Core.Promotions;

/// <summary>What would unblock a promotion, in a line.</summary>
internal static class Remedies
{
    /// <summary>What would bring a gate through.</summary>
    public static string Of(Promotion promotion, GateState gate)
    {
        var subject = $"{promotion.Model}/{promotion.Version}";
        return (gate.Kind, gate.Result?.Verdict) switch
        {
            (_, Verdict.Error) => "The check itself failed; mend what it says and promote again.",
            ("external", null or Verdict.Inconclusive) =>
                $"Report it with: gradus check report {subject} --name {gate.Name["check ".Length..]} --passed",
            ("external", _) => "Have the check pass and report it again.",
            ("documentation", _) =>
                $"Add what is missing with: gradus versions describe {promotion.Model} {promotion.Version} …, or gradus versions tag",
            ("size", _) => "Register a smaller version.",
            ("signature", Verdict.Failed) => "Register a version that takes and gives what the one in the stage does.",
            ("threshold", Verdict.Inconclusive) when gate.Name.StartsWith("logged ", StringComparison.Ordinal) =>
                $"Log it with: gradus versions log-metric {promotion.Model} {promotion.Version} NAME=VALUE",
            (_, null) =>
                $"Have it checked with: gradus promote {promotion.Model} --version {promotion.Version} --to {promotion.Stage}",
            _ =>
                $"Register a version that does better, or have it waived with: gradus waive {subject} --to {promotion.Stage} --gate '{gate.Name}'",
        };
    }

    /// <summary>How an approval is given.</summary>
    public static string OfApproval(Promotion promotion) =>
        promotion.Phase == Phase.AwaitingApproval
            ? $"Approve with: gradus approve {promotion.Id}"
            : $"Ask for it with: gradus promote {promotion.Model} --version {promotion.Version} --to {promotion.Stage}";
}
