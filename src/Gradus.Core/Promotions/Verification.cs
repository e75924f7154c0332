using Gradus.Core.Gates;
using Gradus.Core.Policies;
using Gradus.Core.Serving;

namespace Gradus.Core.Promotions;

/// <summary>Checks after the move.</summary>
public static class Verification
{
    /// <summary>Judges a version that has just moved, on evidence made since, and on what gateways say of it.</summary>
    public static GateChecks CheckMoved(
        Promotion promotion,
        PromotionFacts facts,
        VersionFacts holder,
        VerificationRule rule
    )
    {
        var since = promotion.AppliedAt ?? promotion.CreatedAt;
        var traffic = new StageTraffic(
            facts.Gateways,
            promotion.Rollout?.SplitOf(promotion.Id),
            promotion.Rollout is { IsOn: true, Mirror: true },
            promotion.Rollout?.Since ?? since
        )
        {
            Converged = promotion
                .Verifications.FirstOrDefault(state =>
                    state is { Kind: ServedGate.Word, Result.Verdict: Verdict.Passed }
                )
                ?.Result,
            Preferred = facts
                .Holders.Where(other => other.Version.Number > holder.Version.Number)
                .Max(other => (int?)other.Version.Number),
        };
        return Check(promotion, facts, holder, AfterCanary(promotion, rule), since, traffic);
    }

    /// <summary>
    /// Judges a version that has held its stage for a while. Whether gateways have come to it was told when it moved: one that is
    /// away now says nothing against the version.
    /// </summary>
    public static GateChecks CheckAgain(
        Promotion promotion,
        PromotionFacts facts,
        VersionFacts holder,
        VerificationRule rule,
        DateTimeOffset due
    ) =>
        Check(
            promotion,
            facts,
            holder,
            rule with
            {
                Gates = [.. rule.Gates.Where(gate => gate.Gate is not ServedGate)],
            },
            due,
            new StageTraffic(facts.Gateways, Split: null, IsMirrored: false, due)
        );

    // Each step of a canary was judged by the requests in it.
    private static VerificationRule AfterCanary(Promotion promotion, VerificationRule rule) =>
        promotion.Rollout is { IsOn: false }
            ? rule with
            {
                Gates = [.. rule.Gates.Where(gate => gate.Gate is not TrafficGate)],
            }
            : rule;

    // Before the move there is no traffic.
    private static GateChecks Check(
        Promotion promotion,
        PromotionFacts facts,
        VersionFacts holder,
        VerificationRule rule,
        DateTimeOffset since,
        StageTraffic? traffic
    ) =>
        GateChecks.Make(
            [.. rule.Gates.Select(gate => facts.Enforces(promotion) ? gate : gate with { ReportOnly = true })],
            InputFor(promotion, facts, holder) with
            {
                NotBefore = since,
                AskedAt = since,
                Traffic = traffic,
            },
            facts.Waivers
        );

    /// <summary>
    /// The checks after the move that the version fails whatever workers find after it, judged: they stand before the move as
    /// well, so that no version goes to a stage just to lose its standing there.
    /// </summary>
    public static GateChecks Foreseen(Promotion promotion, PromotionFacts facts)
    {
        ArgumentNullException.ThrowIfNull(facts);
        if (facts.RulesOf(promotion).Verification is not { } rule || facts.CandidateOf(promotion) is not { } candidate)
        {
            return GateChecks.None;
        }

        // What workers found so far does not count after the move; the newest report of a check outside does.
        var unmeasured = candidate with
        {
            Evidence = VersionFacts.NoEvidence,
        };
        var failed = Check(promotion, facts with { Waivers = [] }, unmeasured, rule, facts.Now, traffic: null)
            .Where(state => state.Result is { Verdict: Verdict.Failed });
        var judged = GateChecks.Make(failed.Rules, InputFor(promotion, facts, unmeasured), facts.Waivers);
        return judged with { States = [.. judged.States.Select(AfterTheMove)] };
    }

    /// <summary>
    /// The other checks after the move that the version fails on what workers found so far. They are made anew then, and may pass.
    /// </summary>
    public static IEnumerable<Condition> Unmet(Promotion promotion, PromotionFacts facts)
    {
        ArgumentNullException.ThrowIfNull(facts);
        if (facts.RulesOf(promotion).Verification is not { } rule || facts.CandidateOf(promotion) is not { } holder)
        {
            return [];
        }

        var foreseen = Foreseen(promotion, facts).States.Select(state => state.Name).ToHashSet();
        return GateChecks
            .Make(rule.Gates, InputFor(promotion, facts, holder), facts.Waivers)
            .States.Where(state =>
                state is { ReportOnly: false, Result.Verdict: Verdict.Failed } && !foreseen.Contains(state.Name)
            )
            .Select(state => new Condition("verification", state.Name, false, AfterTheMove(state).Result!.Message, ""));
    }

    private static GateState AfterTheMove(GateState state) =>
        state.Result is { Verdict: Verdict.Failed } failed
            ? state with
            {
                Result = failed with { Message = $"after the move: {failed.Message}" },
            }
            : state;

    /// <summary>What the checks judge on: the version alone.</summary>
    public static GateInput InputFor(Promotion promotion, PromotionFacts facts, VersionFacts holder) =>
        facts.InputFor(promotion, holder) with
        {
            Incumbents = [],
        };
}
