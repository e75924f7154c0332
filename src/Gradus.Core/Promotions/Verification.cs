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

    /// <summary>What the checks judge on: the version alone.</summary>
    public static GateInput InputFor(Promotion promotion, PromotionFacts facts, VersionFacts holder) =>
        facts.InputFor(promotion, holder) with
        {
            Incumbents = [],
        };
}
