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
    /// The checks after the move that the version fails whatever is found out after it: they stand before the move as well, so
    /// that no version goes to a stage just to lose its standing there.
    /// </summary>
    public static IEnumerable<GateRule> Foreseen(Promotion promotion, PromotionFacts facts)
    {
        ArgumentNullException.ThrowIfNull(facts);
        if (facts.RulesOf(promotion).Verification is not { } rule || facts.CandidateOf(promotion) is not { } candidate)
        {
            return [];
        }

        // What was found out so far does not count after the move.
        var unknown = candidate with
        {
            Evidence = VersionFacts.NoEvidence,
            Checks = [],
        };
        return rule
            .Gates.Zip(Check(promotion, facts, unknown, rule, facts.Now).States)
            .Where(check => check.Second.Result is { Verdict: Verdict.Failed })
            .Select(check => check.First with { ReportOnly = check.Second.ReportOnly });
    }

    /// <summary>
    /// The other checks after the move that the version fails on what was found so far. They are made anew then, and may pass.
    /// </summary>
    public static IEnumerable<Condition> Unmet(Promotion promotion, PromotionFacts facts)
    {
        ArgumentNullException.ThrowIfNull(facts);
        if (facts.RulesOf(promotion).Verification is not { } rule || facts.CandidateOf(promotion) is not { } holder)
        {
            return [];
        }

        var foreseen = Foreseen(promotion, facts).Select(gate => gate.Name).ToHashSet();
        return GateChecks
            .Make(rule.Gates, InputFor(promotion, facts, holder), facts.Waivers)
            .States.Where(state =>
                state is { ReportOnly: false, Result.Verdict: Verdict.Failed } && !foreseen.Contains(state.Name)
            )
            .Select(state => new Condition(
                "verification",
                state.Name,
                false,
                $"after the move: {state.Result!.Message}",
                ""
            ));
    }

    /// <summary>What the checks judge on: the version alone.</summary>
    public static GateInput InputFor(Promotion promotion, PromotionFacts facts, VersionFacts holder) =>
        facts.InputFor(promotion, holder) with
        {
            Incumbents = [],
        };
}
