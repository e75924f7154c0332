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

    /// <summary>The checks after the move that a version would fail as it is, whenever its evidence was made.</summary>
    public static IEnumerable<Condition> Unmet(Promotion promotion, PromotionFacts facts)
    {
        ArgumentNullException.ThrowIfNull(facts);
        return facts.RulesOf(promotion).Verification is { } rule && facts.CandidateOf(promotion) is { } holder
            ? GateChecks
                .Make(rule.Gates, InputFor(promotion, facts, holder), facts.Waivers)
                .States.Where(state => state is { ReportOnly: false, Result.Verdict: Verdict.Failed })
                .Select(state => new Condition(
                    "verification",
                    state.Name,
                    false,
                    $"after the move: {state.Result!.Message}",
                    ""
                ))
            : [];
    }

    /// <summary>What the checks judge on: the version alone.</summary>
    public static GateInput InputFor(Promotion promotion, PromotionFacts facts, VersionFacts holder) =>
        facts.InputFor(promotion, holder) with
        {
            Incumbents = [],
        };
}
