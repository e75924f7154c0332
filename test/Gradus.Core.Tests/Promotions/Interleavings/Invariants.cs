using System.Collections.Frozen;

namespace Gradus.Core.Promotions.Interleavings;

/// <summary>What holds of every step of every promotion.</summary>
internal static class Invariants
{
    private static readonly TimeSpan Tick = TimeSpan.FromMilliseconds(1);

    // From each phase, where one gets by events that need neither a person who cancels nor the move itself.
    private static readonly FrozenDictionary<Phase, FrozenSet<Phase>> Reachable = Enum.GetValues<Phase>()
        .ToFrozenDictionary(phase => phase, ReachableFrom);

    public static void Check(Promotion before, PromotionStep step, PromotionFacts facts)
    {
        var after = step.Promotion;
        Say(PromotionStep.Decide(before, facts)).ShouldBe(Say(step), "The same facts give the same step.");
        Say(PromotionStep.Decide(after, facts)).ShouldBe(Say(step), "What is decided stays so.");
        Reachable[before.Phase].ShouldContain(after.Phase);
        if (step.FailedVerification is not null)
        {
            (after.Phase, step.Needed.Count, after.WakeAt).ShouldBe((Phase.Verifying, 0, null));
        }
        else if (after.IsOpen)
        {
            IsNeverStuck(step, facts);
            NothingHappensBeforeItWakes(step, facts);
        }
        else
        {
            step.Needed.ShouldBeEmpty();
            after.WakeAt.ShouldBeNull();
        }
    }

    private static void IsNeverStuck(PromotionStep step, PromotionFacts facts)
    {
        var promotion = step.Promotion;
        var waitsForPeople =
            (promotion.Phase == Phase.AwaitingApproval && Eligibility.ApprovalsOf(promotion, facts)!.Missing > 0)
            || (promotion.Phase == Phase.Soaking && facts.Holds.Count > 0);
        (
            step.Needed.Count > 0 || promotion.WakeAt is not null || promotion.Phase == Phase.Applying || waitsForPeople
        ).ShouldBeTrue($"It waits for nothing: {Say(step)}");
        (promotion.WakeAt is { } wake && wake <= facts.Now).ShouldBeFalse($"It wakes in the past: {Say(step)}");
    }

    // Time alone changes nothing until then: whoever wakes it then comes in time.
    private static void NothingHappensBeforeItWakes(PromotionStep step, PromotionFacts facts)
    {
        var promotion = step.Promotion;
        var justBefore = promotion.WakeAt is { } wake ? wake - Tick : facts.Now.AddYears(1);
        if (justBefore <= facts.Now)
        {
            return;
        }

        var later = PromotionStep.Decide(promotion, facts with { Now = justBefore });
        (later.Promotion.Phase, later.Promotion.Binding, later.Needed.Count).ShouldBe(
            (promotion.Phase, promotion.Binding, step.Needed.Count),
            $"Time alone changed it before it would wake: {Say(step)}"
        );
    }

    // Records compare their lists by reference; this compares what they say.
    private static string Say(PromotionStep step)
    {
        var promotion = step.Promotion;
        var gates = promotion.Gates.Concat(promotion.Verifications);
        return string.Join(
            '\n',
            [
                $"{promotion.Phase} {promotion.Version} {promotion.Outcome}",
                $"{promotion.Binding} {promotion.PolicyRevision} {promotion.WakeAt:O} {step.FailedVerification}",
                .. gates.Select(gate =>
                    $"{gate.Name} {gate.Result} {gate.ReportOnly} {string.Join(' ', gate.Evidence)}"
                ),
                .. step.Needed.Select(need => $"{need.Artifact} {need.Task.Digest}"),
            ]
        );
    }

    private static FrozenSet<Phase> ReachableFrom(Phase start)
    {
        var seen = new HashSet<Phase> { start };
        var open = new Stack<Phase>([start]);
        while (open.TryPop(out var phase))
        {
            var nexts = Enum.GetValues<PromotionEvent>()
                .Where(happened => happened is not (PromotionEvent.Cancel or PromotionEvent.Applied))
                .Select(happened => PromotionFlow.Next(phase, happened));
            foreach (var next in nexts.OfType<Phase>().Where(seen.Add))
            {
                open.Push(next);
            }
        }

        return seen.ToFrozenSet();
    }
}
