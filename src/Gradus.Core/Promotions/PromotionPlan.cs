using Gradus.Core.Approvals;
using Gradus.Core.Artifacts;
using Gradus.Core.Errors;
using Gradus.Core.Evaluations;
using Gradus.Core.Gates;
using Gradus.Core.Policies;
using Gradus.Core.Stages;
using Gradus.Core.Work;

namespace Gradus.Core.Promotions;

/// <summary>One condition of a promotion, met or not.</summary>
/// <param name="Kind">
/// "permission", "promotion", "version", "gate", "approval", "soak", "freeze", "line", "verification".
/// </param>
/// <param name="Name">What it is called, e.g. a gate's name.</param>
/// <param name="IsMet">Whether it is met.</param>
/// <param name="Message">The value and the rule.</param>
/// <param name="Unblock">What would make it met; empty if it is.</param>
/// <param name="ReportOnly">Whether it is told and hinders nothing.</param>
public sealed record Condition(
    string Kind,
    string Name,
    bool IsMet,
    string Message,
    string Unblock,
    bool ReportOnly = false
)
{
    /// <summary>Whether it stands in the way.</summary>
    public bool Blocks => !IsMet && !ReportOnly;
}

/// <summary>What a promotion would do if it were asked for now. Making it writes nothing.</summary>
/// <param name="Model">The registered model's name.</param>
/// <param name="Version">The version; null if the best cannot be told yet.</param>
/// <param name="From">The stage it is in; null if it is not known.</param>
/// <param name="To">The stage it would go to.</param>
/// <param name="Candidates">Who was considered; empty if the version was named.</param>
/// <param name="Gates">The gates with their present verdicts; without a result where something would have to be done first.</param>
/// <param name="Conditions">Everything that has to be met, in the order it is looked at.</param>
/// <param name="Approvals">How the approvals stand; null if none are asked for.</param>
/// <param name="Displaced">The versions that would go to the archive stage.</param>
/// <param name="Aliases">The aliases that would move to the version.</param>
/// <param name="AliasesLost">The aliases that it bears for the stage that it would leave.</param>
/// <param name="Hooks">What would be called outside: commands, webhooks, and the checks after the move.</param>
/// <param name="PolicyRevision">The policy's revision.</param>
/// <param name="Mode">How much the policy weighs for the model.</param>
/// <param name="Digest">Over all that it rests on: a run that gives it is refused if the world has changed since.</param>
public sealed record PromotionPlan(
    string Model,
    int? Version,
    string? From,
    string To,
    IReadOnlyList<Candidate> Candidates,
    IReadOnlyList<GateState> Gates,
    IReadOnlyList<Condition> Conditions,
    ApprovalCount? Approvals,
    IReadOnlyList<int> Displaced,
    IReadOnlyList<string> Aliases,
    IReadOnlyList<string> AliasesLost,
    IReadOnlyList<string> Hooks,
    int PolicyRevision,
    PolicyMode Mode,
    Digest Digest
)
{
    /// <summary>Whether it would be applied at once.</summary>
    public bool IsReady => Version is not null && Conditions.All(condition => !condition.Blocks);

    /// <summary>What stands in the way.</summary>
    public IReadOnlyList<Condition> Unmet => [.. Conditions.Where(condition => condition.Blocks)];

    /// <summary>That somebody may not ask for what the plan shows.</summary>
    public static Condition Forbidden(Error refusal)
    {
        ArgumentNullException.ThrowIfNull(refusal);
        return new(
            "permission",
            "permission",
            false,
            refusal.Message.TrimEnd('.'),
            "Ask somebody who may, or for a permission."
        );
    }

    /// <summary>That another promotion of the same is open, on other terms.</summary>
    public static Condition Occupied(string promotion) =>
        new(
            "promotion",
            "promotion",
            false,
            $"promotion {promotion} of the same is open on other terms",
            $"Wait for its end, or end it with: gradus promotions cancel {promotion}"
        );

    /// <summary>The plan with one more thing that is not met, before all others.</summary>
    public PromotionPlan ButFor(Condition condition) => this with { Conditions = [condition, .. Conditions] };

    /// <summary>Makes the plan of a promotion that is open, or of one as it would be opened.</summary>
    public static PromotionPlan Of(Promotion promotion, PromotionFacts facts)
    {
        if (promotion.Version is null)
        {
            var picked = Picking.Step(promotion with { Phase = Phase.Pending }, facts).Promotion;
            if (picked.Version is null)
            {
                var ranked = promotion with { Candidates = Picking.Rank(promotion, facts) };
                return Blind(
                    ranked,
                    facts,
                    Picking.WhyNobody(ranked, facts),
                    ranked.Candidates.Any(one => one.Lacks is not null) ? Remedies.OfUnmeasured(promotion) : ""
                );
            }

            promotion = promotion with { Version = picked.Version, Candidates = picked.Candidates };
        }

        if (facts.CandidateOf(promotion) is not { } candidate)
        {
            return Blind(promotion, facts, Eligibility.Objection(promotion, facts)!);
        }

        var rules = facts.RulesOf(promotion);
        var checks = PromotionStep.Check(promotion, facts);
        promotion = promotion with { Binding = checks.BindingOf(promotion, facts) };
        var isInPlace = Eligibility.IsInPlace(promotion, facts);
        var isJudged = !isInPlace || promotion.Terms.AskForMore;
        var approvals = isInPlace ? null : Eligibility.ApprovalsOf(promotion, facts);
        var from = candidate.Version.Stage;
        var to = facts.Stages.Find(promotion.Stage);
        List<Condition> conditions =
        [
            .. ObjectionTo(promotion, facts),
            .. isJudged ? OfGates(promotion, facts, candidate, checks) : [],
            .. isInPlace
                ? []
                : (Condition[])
                    [
                        .. OfApprovals(promotion, approvals),
                        .. Eligibility.WaitsOf(promotion, facts).Select(OfWait),
                        .. Eligibility.ToldOnly(promotion, facts).Select(OfTold),
                        .. Verification.Unmet(promotion, facts).Select(check => check with { ReportOnly = true }),
                    ],
        ];
        return Sealed(
            new PromotionPlan(
                promotion.Model,
                candidate.Version.Number,
                from,
                promotion.Stage,
                promotion.Candidates,
                isJudged ? checks.States : [],
                conditions,
                approvals,
                to is not null && StageMove.MakesRoom(to, ArchivesExisting(promotion, facts))
                    ?
                    [
                        .. facts
                            .Holders.Where(holder =>
                                holder != candidate && holder.Version.Number != candidate.Version.Number
                            )
                            .Select(holder => holder.Version.Number),
                    ]
                    : [],
                rules.Aliases,
                candidate.IsHolder
                    ? []
                    : [.. facts.Policy.RulesFor(promotion.Model, from).Aliases.Intersect(candidate.Version.Aliases)],
                [
                    .. HooksOf(checks.Rules),
                    .. HooksOf(rules.Verification?.Gates ?? []).Select(hook => $"{hook} (after the move)"),
                ],
                facts.Revision.Number,
                facts.Policy.ModeFor(promotion.Model),
                facts.Revision.Digest
            ),
            [promotion.Binding!.Value.Hex, .. checks.Needed.Select(DigestOf)]
        );
    }

    /// <summary>Whether the move would archive who holds the stage: asked for by the promotion, or by the policy.</summary>
    public static bool ArchivesExisting(Promotion promotion, PromotionFacts facts)
    {
        ArgumentNullException.ThrowIfNull(promotion);
        ArgumentNullException.ThrowIfNull(facts);
        return promotion.Terms.ArchiveExisting || facts.RulesOf(promotion).ArchiveExisting;
    }

    private static PromotionPlan Blind(
        Promotion promotion,
        PromotionFacts facts,
        string outcome,
        string unblock = ""
    ) =>
        Sealed(
            new PromotionPlan(
                promotion.Model,
                promotion.Version,
                null,
                promotion.Stage,
                promotion.Candidates,
                [],
                [new Condition("version", "version", false, outcome, unblock)],
                null,
                [],
                [],
                [],
                [],
                facts.Revision.Number,
                facts.Policy.ModeFor(promotion.Model),
                facts.Revision.Digest
            ),
            [facts.Revision.Digest.Hex]
        );

    private static PromotionPlan Sealed(PromotionPlan plan, IReadOnlyList<string> restsOn) =>
        plan with
        {
            Digest = Digest.OfTexts([
                string.Join(' ', restsOn),
                $"{plan.Version} {plan.From} {plan.To}",
                string.Join(' ', plan.Displaced),
                string.Join('\n', plan.Candidates.Select(candidate => $"{candidate.Version} {candidate.Note}")),
                .. plan.Conditions.SelectMany(condition =>
                    new[] { condition.Kind, condition.Name, condition.IsMet.ToString(), condition.Message }
                ),
            ]),
        };

    private static string DigestOf(WorkRequest need) => $"{need.Artifact.Hex}:{need.Task.Digest.Hex}";

    private static IEnumerable<Condition> ObjectionTo(Promotion promotion, PromotionFacts facts) =>
        Eligibility.Objection(promotion, facts) is { } why
            ? [new Condition("version", "version", false, why, Remedies.OfObjection(promotion, facts))]
            : [];

    private static IEnumerable<Condition> OfGates(
        Promotion promotion,
        PromotionFacts facts,
        VersionFacts candidate,
        GateChecks checks
    ) =>
        checks
            .States.Zip(checks.Rules, (state, rule) => (State: state, Rule: rule))
            .Where(one => !one.State.ReportOnly)
            .Select(one => new Condition(
                "gate",
                one.State.Name,
                one.State.Result is { LetsThrough: true },
                one.State.Result?.Message ?? Unchecked(one.State, LastFault(promotion, facts, candidate, one.Rule)),
                one.State.Result is { LetsThrough: true }
                    ? ""
                    : Remedies.Of(promotion, one.State, one.Rule.Gate, facts.InputFor(promotion, candidate))
            ));

    private static string Unchecked(GateState state, string? lastFault) =>
        lastFault is null
            ? $"{state.Name} has not been checked yet"
            : $"{state.Name} could not be checked when it was last tried: {lastFault.TrimEnd('.')}";

    // Why the check of a gate failed technically when it was last made; null if it did not.
    private static string? LastFault(
        Promotion promotion,
        PromotionFacts facts,
        VersionFacts candidate,
        GateRule rule
    ) =>
        rule
            .Gate.Needs(rule.InputOf(facts.InputFor(promotion, candidate)))
            .Where(need => need.Artifact == candidate.Version.Manifest)
            .Select(need => candidate.EvidenceOf(need.Task).MaxBy(evidence => evidence.FinishedAt))
            .FirstOrDefault(last => last is { Outcome: EvaluationOutcome.Error })
            ?.Reason;

    private static IEnumerable<Condition> OfApprovals(Promotion promotion, ApprovalCount? count) =>
        count is null
            ? []
            :
            [
                new Condition(
                    "approval",
                    "approval",
                    count.Missing == 0 && count.Rejection is null,
                    count.Rejection is { } no ? $"rejected by {no.Actor}"
                        : count.Missing == 0 ? $"{count.Given} of {count.Rule.Required} given"
                        : $"needs {Eligibility.SayMissing(promotion, count)}",
                    count.Missing == 0 ? "" : Remedies.OfApproval(promotion, count)
                ),
            ];

    private static Condition OfWait(Wait wait) => new(wait.Kind, wait.Kind, false, wait.Message, Remedies.OfWait(wait));

    private static Condition OfTold(Hindrance told) =>
        new(told.Kind, told.Kind, false, told.Message, "", ReportOnly: true);

    private static IEnumerable<string> HooksOf(IEnumerable<GateRule> gates) =>
        gates
            .Where(rule => rule.Gate is CommandGate or WebhookGate)
            .Select(rule => $"{rule.Gate.Kind} {rule.Gate.Name}");
}
