using Gradus.Core.Gates;
using Gradus.Core.Policies;

namespace Gradus.Core.Promotions;

/// <summary>Checks after the move.</summary>
public static class Verification
{
    /// <summary>Judges a version that holds its stage, on evidence made since a time. Nobody is left to compare it with.</summary>
    public static GateChecks Check(
        Promotion promotion,
        PromotionFacts facts,
        VersionFacts holder,
        VerificationRule rule,
        DateTimeOffset since
    ) =>
        GateChecks.Make(
            [.. rule.Gates.Select(gate => facts.Enforces(promotion) ? gate : gate with { ReportOnly = true })],
            InputFor(promotion, facts, holder) with
            {
                NotBefore = since,
                AskedAt = since,
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
        var failed = Check(promotion, facts with { Waivers = [] }, unmeasured, rule, facts.Now)
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
