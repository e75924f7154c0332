using Gradus.Core.Gates;
using Gradus.Core.Policies;
using Gradus.Core.Promotions;

namespace Gradus.Core.Replays;

/// <summary>A promotion whose gates were judged, with what they were judged on.</summary>
/// <param name="Promotion">The promotion as it ended, or stands.</param>
/// <param name="JudgedOn">What its gates were judged on the last time.</param>
public sealed record RecordedPromotion(Promotion Promotion, GateInput JudgedOn);

/// <summary>A promotion that another policy would have decided otherwise.</summary>
/// <param name="Promotion">Its id.</param>
/// <param name="Model">The registered model's name.</param>
/// <param name="Version">The version.</param>
/// <param name="Stage">The stage.</param>
/// <param name="DidPass">Whether its gates let it through.</param>
/// <param name="WouldPass">Whether the other policy's would have.</param>
/// <param name="Reasons">The gates that make the difference, with their messages.</param>
public sealed record ReplayedPromotion(
    string Promotion,
    string Model,
    int Version,
    string Stage,
    bool DidPass,
    bool WouldPass,
    IReadOnlyList<string> Reasons
);

/// <summary>What a policy would have said of the promotions that were.</summary>
/// <param name="Promotions">How many were replayed.</param>
/// <param name="Changed">Those that it would have decided otherwise.</param>
public sealed record PolicyReplay(int Promotions, IReadOnlyList<ReplayedPromotion> Changed)
{
    /// <summary>
    /// Judges recorded promotions by a policy, on what they were judged on then: the same evidence, incumbents, checks and
    /// time, and the same waivers. A gate whose evidence was not made then cannot be told, and blocks.
    /// </summary>
    public static PolicyReplay Of(Policy policy, IReadOnlyList<RecordedPromotion> recorded)
    {
        ArgumentNullException.ThrowIfNull(policy);
        ArgumentNullException.ThrowIfNull(recorded);
        return new PolicyReplay(
            recorded.Count,
            [.. recorded.Select(one => Replay(policy, one)).Where(replayed => replayed.DidPass != replayed.WouldPass)]
        );
    }

    private static ReplayedPromotion Replay(Policy policy, RecordedPromotion recorded)
    {
        var promotion = recorded.Promotion;
        var rules = policy.RulesFor(promotion.Model, promotion.Stage);
        var isEnforced = policy.ModeFor(promotion.Model) == PolicyMode.Enforce;
        var checks = GateChecks.Make(promotion.Terms.Gates(rules, isEnforced), recorded.JudgedOn, []);
        var waived = promotion.Gates.Where(gate => gate.Result?.Verdict == Verdict.Waived).Select(gate => gate.Name);
        var blocking = checks.States.Where(state =>
            !state.ReportOnly && state.Result is not { LetsThrough: true } && !waived.Contains(state.Name)
        );
        var reasons = blocking.Select(state => state.Result?.Message ?? $"{state.Name} was not checked then").ToList();
        if (isEnforced && ComesFromElsewhere(rules, recorded) is { } elsewhere)
        {
            reasons.Insert(0, elsewhere);
        }

        var didPass = !promotion.Unmet.Any();
        return new ReplayedPromotion(
            promotion.Id,
            promotion.Model,
            recorded.JudgedOn.Candidate.Version.Number,
            promotion.Stage,
            didPass,
            reasons.Count == 0,
            reasons.Count > 0 ? reasons : [.. promotion.Unmet.Select(gate => $"{gate.Name} is not asked for any more")]
        );
    }

    private static string? ComesFromElsewhere(StageRules rules, RecordedPromotion recorded)
    {
        var candidate = recorded.JudgedOn.Candidate;
        return rules.From is { } from && !candidate.IsHolder && !from.Contains(candidate.Version.Stage)
            ? $"it was in {candidate.Version.Stage}; the stage takes versions from {string.Join(" or ", from)} only"
            : null;
    }
}
