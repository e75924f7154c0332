using Gradus.Core.Approvals;
using Gradus.Core.Gates;
using Gradus.Core.Models;

namespace Gradus.Core.Promotions;

/// <summary>What would unblock a promotion, in a line.</summary>
internal static class Remedies
{
    /// <summary>What would bring a gate through.</summary>
    public static string Of(Promotion promotion, GateState state, IGate gate, GateInput input)
    {
        var subject = $"{promotion.Model}/{promotion.Version}";
        return (gate, state.Result?.Verdict) switch
        {
            (_, Verdict.Error) => "The check itself failed; mend what it says and promote again.",
            (ExternalGate check, null or Verdict.Inconclusive) =>
                $"Report it with: gradus check report {subject} --name {check.Check} --passed",
            (ExternalGate check, _) =>
                $"Have the check pass and report it again: gradus check report {subject} --name {check.Check} --passed",
            (DocumentationGate documentation, _) => OfDocumentation(promotion, documentation, input),
            (SizeGate, _) => "Register a smaller version.",
            (SignedGate { File: var file }, _) =>
                $"Sign its files with a key or certificate that the policy trusts, and register them with '{file}' as another version.",
            (SignatureGate, Verdict.Failed) =>
                "Register a version that takes and gives what the one in the stage does.",
            (ThresholdGate { Dataset: null, Metric: var metric }, Verdict.Inconclusive) =>
                $"Log it with: gradus versions log-metric {promotion.Model} {promotion.Version} {metric}=VALUE",
            (SliceGate { Dataset: var data }, Verdict.Inconclusive) =>
                $"Have the policy ask for slices that '{data}' has with as many examples, or register more data under that name.",
            (ConfidentIncumbentGate, Verdict.Inconclusive)
                when state.Result is { Actual: { } worst } && double.IsFinite(worst) =>
                "More examples would tell: register more data under the same name, or allow a wider bound.",
            (_, null) => $"Have it checked with: {Promote(promotion, promotion.Stage)}",
            _ =>
                $"Register a version that does better, or have it waived with: gradus waive {subject} --to {promotion.Stage} --gate '{state.Name}' --reason TEXT --for 7d",
        };
    }

    /// <summary>What would make a version one that can be promoted to the stage at all.</summary>
    public static string OfObjection(Promotion promotion, PromotionFacts facts) =>
        facts.CandidateOf(promotion) switch
        {
            { Version.Status: VersionStatus.Revoked } =>
                $"Once it is known to be sound: gradus versions reinstate {promotion.Model} {promotion.Version} --reason TEXT",
            { Version.Status: VersionStatus.Quarantined } => "Register its files anew as another version.",
            { } candidate when FirstStop(promotion, facts, candidate.Version.Stage) is { } stop =>
                $"Bring it to {stop} first: {Promote(promotion, stop)}",
            { } candidate
                when Eligibility.ComesFromElsewhere(promotion, facts, candidate) is null
                    && Eligibility.HoldOnAutomation(promotion, facts) is { } hold =>
                $"Lift it with: gradus holds lift {hold.Id}",
            _ => "Choose another version.",
        };

    /// <summary>What measures those of whom the best is to be picked.</summary>
    public static string OfUnmeasured(Promotion promotion) =>
        $"They are measured once the promotion is asked for, or before with: gradus best {promotion.Model} --to {promotion.Stage}"
        + string.Concat(promotion.Terms.Best!.Objectives.Select(objective => $" --best {objective}"))
        + (promotion.Terms.Dataset is { } dataset ? $" --data {dataset.Name}" : "")
        + " --measure";

    /// <summary>How an approval is given; and what who may decide does otherwise, where the stage itself asks for none.</summary>
    public static string OfApproval(Promotion promotion, ApprovalCount count) =>
        promotion.Phase == Phase.AwaitingApproval
            ? $"Approve with: gradus approve {promotion.Id}"
                + (
                    Eligibility.IsForTheAsker(count)
                        ? $"; who may promote ends it with gradus promotions cancel {promotion.Id}, and asks themselves"
                        : ""
                )
            : $"Ask for it with: {Promote(promotion, promotion.Stage)}";

    /// <summary>What ends a wait.</summary>
    public static string OfWait(Wait wait) =>
        wait.Hold is { } hold
            ? $"Lift it with: gradus holds lift {hold}"
            : "It is over by itself; the promotion waits for it.";

    private static string OfDocumentation(Promotion promotion, DocumentationGate gate, GateInput input)
    {
        var missing = gate.Missing(input);
        List<string> ways = [];
        if (missing.Description || missing.Sections.Count > 0)
        {
            var length =
                missing.Description && gate.MinDescription > 1 ? $" in at least {gate.MinDescription} characters" : "";
            var sections =
                missing.Sections.Count > 0
                    ? $" with some text under {string.Join(", ", missing.Sections.Select(section => $"'# {section}'"))}"
                    : "";
            ways.Add(
                $"Describe it{length}{sections} with: gradus versions describe {promotion.Model} {promotion.Version} TEXT"
            );
        }

        ways.AddRange(
            missing.Tags.Select(key =>
                $"Tag it with: gradus versions tag {promotion.Model} {promotion.Version} {key}=VALUE"
            )
        );
        return string.Join("; ", ways);
    }

    // The nearest stage on the way that takes versions from where the version is; null if it need not go elsewhere first.
    private static string? FirstStop(Promotion promotion, PromotionFacts facts, string now)
    {
        IReadOnlyList<string>? Sources(string stage) => facts.Policy.RulesFor(promotion.Model, stage).From;
        if (
            facts.CandidateOf(promotion) is { } candidate
            && Eligibility.ComesFromElsewhere(promotion, facts, candidate) is null
        )
        {
            return null;
        }

        var seen = new HashSet<string> { promotion.Stage };
        var stops = new Queue<string>(Sources(promotion.Stage) ?? []);
        while (stops.TryDequeue(out var stop))
        {
            if (Sources(stop) is not { } sources || sources.Contains(now))
            {
                return stop;
            }

            foreach (var source in seen.Add(stop) ? sources : [])
            {
                stops.Enqueue(source);
            }
        }

        return null;
    }

    private static string Promote(Promotion promotion, string stage) =>
        $"gradus promote {promotion.Model} --version {promotion.Version} --to {stage}";
}
