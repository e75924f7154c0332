using Gradus.Core.Approvals;
using Gradus.Core.Gates;
using Gradus.Core.Policies;
using Gradus.Core.Promotions;
using Gradus.Core.Stages;

namespace Gradus.Core.Replays;

/// <summary>A promotion whose gates were judged, with what they were judged on.</summary>
/// <param name="Promotion">The promotion as it ended, or stands.</param>
/// <param name="JudgedOn">What its gates were judged on the last time.</param>
/// <param name="Approvals">What people said of it, by time.</param>
public sealed record RecordedPromotion(Promotion Promotion, GateInput JudgedOn, IReadOnlyList<Approval> Approvals)
{
    /// <summary>Whether it was let through.</summary>
    public bool DidPass => Promotion.AppliedAt is not null;

    /// <summary>
    /// Whether rules decided it. One that is open, or was called off, or ended for what no policy says, was not.
    /// </summary>
    public bool IsDecided => DidPass || Promotion.Unmet.Any() || (Promotion.Phase == Phase.Refused && IsRejected);

    private bool IsRejected =>
        Approvals
            .Where(approval => approval.Decision != ApprovalDecision.Comment)
            .GroupBy(approval => approval.Actor)
            .Any(ofPerson => ofPerson.Last().Decision == ApprovalDecision.Reject);

    /// <summary>The facts that it was decided on, were another policy in force then.</summary>
    public PromotionFacts FactsUnder(Policy policy) =>
        new(
            JudgedOn.Model,
            [JudgedOn.Candidate],
            JudgedOn.Candidate.IsHolder ? [JudgedOn.Candidate, .. JudgedOn.Incumbents] : JudgedOn.Incumbents,
            StageCatalog.Default,
            new PolicyRevision(Promotion.PolicyRevision, default, "", "", "", JudgedOn.Now, policy),
            JudgedOn.Now
        )
        {
            Datasets = JudgedOn.Datasets,
            Approvals = Approvals,
        };
}

/// <summary>A promotion that another policy would have decided otherwise.</summary>
/// <param name="Promotion">Its id.</param>
/// <param name="Model">The registered model's name.</param>
/// <param name="Version">The version.</param>
/// <param name="Stage">The stage.</param>
/// <param name="DidPass">Whether it was let through.</param>
/// <param name="WouldPass">Whether the other policy would have let it through, then and there.</param>
/// <param name="Reasons">What makes the difference.</param>
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
    /// Judges recorded promotions by a policy, on what they were judged on then: the same evidence, incumbents, checks,
    /// people's words and time, and the same waivers. A gate whose evidence was not made then cannot be told, and blocks; so
    /// does a stage that it came to too early. Those that rules did not decide are left out.
    /// </summary>
    public static PolicyReplay Of(Policy policy, IReadOnlyList<RecordedPromotion> recorded)
    {
        ArgumentNullException.ThrowIfNull(policy);
        ArgumentNullException.ThrowIfNull(recorded);
        var decided = recorded.Where(one => one.IsDecided).ToList();
        return new PolicyReplay(
            decided.Count,
            [.. decided.Select(one => Replay(policy, one)).Where(replayed => replayed.DidPass != replayed.WouldPass)]
        );
    }

    private static ReplayedPromotion Replay(Policy policy, RecordedPromotion recorded)
    {
        var promotion = recorded.Promotion;
        var facts = recorded.FactsUnder(policy);
        List<string> hindrances = [.. OfGates(promotion, facts), .. OfOthers(recorded, facts)];
        return new ReplayedPromotion(
            promotion.Id,
            promotion.Model,
            recorded.JudgedOn.Candidate.Version.Number,
            promotion.Stage,
            recorded.DidPass,
            hindrances.Count == 0,
            hindrances.Count > 0 ? hindrances : [.. NoLongerAsked(recorded, facts)]
        );
    }

    private static IEnumerable<string> OfGates(Promotion promotion, PromotionFacts facts)
    {
        if (Eligibility.IsInPlace(promotion, facts) && !promotion.Terms.AskForMore)
        {
            return [];
        }

        var waived = promotion.Gates.Where(gate => gate.Result?.Verdict == Verdict.Waived).Select(gate => gate.Name);
        return PromotionStep
            .Check(promotion, facts)
            .States.Where(state =>
                !state.ReportOnly && state.Result is not { LetsThrough: true } && !waived.Contains(state.Name)
            )
            .Select(state => state.Result?.Message ?? $"{state.Name} was not checked then");
    }

    // Whoever failed a gate was never put to people, nor came to wait: neither is missed.
    private static IEnumerable<string> OfOthers(RecordedPromotion recorded, PromotionFacts facts) =>
        Eligibility.IsInPlace(recorded.Promotion, facts)
            ? []
            : Eligibility
                .HindrancesOf(recorded.Promotion, facts)
                .Where(hindrance => recorded.DidPass || !IsWait(hindrance))
                .Select(hindrance => hindrance.Message);

    private static bool IsWait(Hindrance hindrance) => hindrance.Kind is not ("version" or "approval");

    private static IEnumerable<string> NoLongerAsked(RecordedPromotion recorded, PromotionFacts facts)
    {
        var promotion = recorded.Promotion;
        foreach (var gate in promotion.Unmet)
        {
            yield return $"{gate.Name} is not asked for any more";
        }

        if (!promotion.Unmet.Any())
        {
            yield return "the yes of who rejected it is not asked for any more";
        }
        else if (Eligibility.ApprovalRuleOf(promotion, facts.Policy) is { } rule)
        {
            yield return $"it would then wait for {new ApprovalCount(rule, []).Say()}";
        }

        foreach (var wait in Eligibility.WaitsOf(promotion, facts))
        {
            yield return $"it would then wait: {wait.Message}";
        }
    }
}
