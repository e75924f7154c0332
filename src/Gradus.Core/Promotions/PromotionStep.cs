using System.Globalization;
using Gradus.Core.Artifacts;
using Gradus.Core.Evaluations;
using Gradus.Core.Gates;
using Gradus.Core.Models;

namespace Gradus.Core.Promotions;

/// <summary>What a promotion does next.</summary>
/// <param name="Promotion">The promotion as it stands from now on.</param>
/// <param name="Needed">The artifacts that have to be evaluated before it can go on; empty if it waits for nothing.</param>
public sealed record PromotionStep(Promotion Promotion, IReadOnlyList<Digest> Needed)
{
    /// <summary>
    /// Takes a promotion as far as the facts allow, up to the point where the version may move (phase Applying). The same
    /// facts give the same step, so it can be taken again after a crash.
    /// </summary>
    public static PromotionStep Decide(Promotion promotion, PromotionFacts facts) =>
        promotion.Phase switch
        {
            Phase.Pending => Pick(promotion, facts),
            Phase.Gating => Gate(promotion, facts),
            // No approvals and no soak are asked for yet: both are over as soon as they begin.
            Phase.AwaitingApproval => Decide(promotion.After(PromotionEvent.Approved, promotion.Outcome), facts),
            Phase.Soaking => new(promotion.After(PromotionEvent.Soaked, "Moving the version."), []),
            _ => new(promotion, []),
        };

    /// <summary>
    /// Judges a promotion's gates once more, right before its version moves. It stays as it is, or it ends.
    /// </summary>
    public static Promotion Rejudge(Promotion promotion, PromotionFacts facts)
    {
        var again = Gate(promotion with { Phase = Phase.Gating }, facts).Promotion;
        return again.IsOpen ? promotion : again;
    }

    private static PromotionStep Pick(Promotion promotion, PromotionFacts facts)
    {
        if (promotion.Terms.Best is not { } metric)
        {
            return Decide(promotion.After(PromotionEvent.Picked, "Checking the gates."), facts);
        }

        var waiting = facts.Candidates.Where(IsToBeEvaluated).ToList();
        if (waiting.Count > 0)
        {
            var outcome = $"Evaluating {Count(waiting.Count, "candidate")} on {promotion.Terms.Dataset!.Name}.";
            return new(
                promotion with
                {
                    Outcome = outcome,
                },
                [.. waiting.Select(c => c.Version.Manifest!.Value).Distinct()]
            );
        }

        var candidates = CandidateSelection.Rank(metric, facts.Candidates);
        promotion = promotion with { Candidates = candidates };
        if (candidates.FirstOrDefault(candidate => candidate.Chosen) is { } chosen)
        {
            var outcome = $"Version {chosen.Version} is the best by {metric}; checking its gates.";
            return Decide(promotion.After(PromotionEvent.Picked, outcome) with { Version = chosen.Version }, facts);
        }

        return new(NobodyToPick(promotion, facts), []);
    }

    private static Promotion NobodyToPick(Promotion promotion, PromotionFacts facts)
    {
        var reasons = string.Join("; ", promotion.Candidates.Select(c => $"version {c.Version}: {c.Note}"));
        var outcome =
            facts.Candidates.Count == 0
                ? $"'{promotion.Model}' has no version that could be promoted to {promotion.Stage}."
                : $"No version of '{promotion.Model}' can be promoted to {promotion.Stage}: {reasons}.";
        var isFault = facts.Candidates.Any(c => c.Evaluation?.Outcome == EvaluationOutcome.Error);
        return promotion.After(isFault ? PromotionEvent.Fault : PromotionEvent.Refuse, outcome);
    }

    private static PromotionStep Gate(Promotion promotion, PromotionFacts facts)
    {
        var candidate = facts.Candidates.FirstOrDefault(c => c.Version.Number == promotion.Version);
        if (Disqualify(promotion, candidate) is { } why)
        {
            return new(promotion.After(PromotionEvent.Refuse, why), []);
        }

        var gates = promotion.Terms.Gates();
        if (promotion.Terms.Dataset is { } dataset && candidate!.Evaluation is null)
        {
            var pending = promotion with
            {
                Gates =
                    promotion.Gates.Count > 0
                        ? promotion.Gates
                        : [.. gates.Select(gate => new GateState(gate.Name, null, null))],
                Outcome = $"Evaluating version {promotion.Version} on {dataset.Name}.",
            };
            return new(pending, [candidate.Version.Manifest!.Value]);
        }

        var input = new GateInput(
            promotion.Stage,
            candidate!.Signature,
            [
                .. facts
                    .Holders.Where(holder => holder.Version.Number != promotion.Version)
                    .Select(holder => new Incumbent(holder.Version.Number, holder.Signature)),
            ],
            candidate.Evaluation,
            candidate.SignatureProblem
        );
        return Judge(promotion with { Gates = [.. gates.Select(gate => State(gate, input))] }, facts);
    }

    private static GateState State(IGate gate, GateInput input) =>
        new(gate.Name, gate.Evaluate(input), gate is SignatureGate ? null : input.Evaluation?.Id);

    private static PromotionStep Judge(Promotion promotion, PromotionFacts facts)
    {
        var unmet = promotion.Unmet.Where(gate => gate.Result!.Verdict != Verdict.Skipped).ToList();
        if (unmet.Count == 0 && !promotion.Unmet.Any())
        {
            return Decide(promotion.After(PromotionEvent.GatesPassed, "All gates passed."), facts);
        }

        var isFault = unmet.Any(gate => gate.Result!.Verdict == Verdict.Error);
        var reasons = string.Join("; ", unmet.Select(gate => gate.Result!.Message));
        var outcome = $"Version {promotion.Version} was not promoted to {promotion.Stage}: {reasons}.";
        return new(promotion.After(isFault ? PromotionEvent.Fault : PromotionEvent.Refuse, outcome), []);
    }

    private static string? Disqualify(Promotion promotion, VersionFacts? candidate) =>
        candidate switch
        {
            null => $"Version {promotion.Version} of '{promotion.Model}' does not exist any more.",
            { Version.Status: VersionStatus.Quarantined } =>
                $"Version {promotion.Version} is quarantined: {candidate.Version.StatusMessage}",
            { Version.Manifest: null } when promotion.Terms.Dataset is not null =>
                $"Version {promotion.Version} cannot be evaluated: its bytes are kept elsewhere ({candidate.Version.Source}).",
            _ => null,
        };

    private static bool IsToBeEvaluated(VersionFacts candidate) =>
        candidate is { Evaluation: null, Version: { Status: VersionStatus.Ready, Manifest: not null } };

    private static string Count(int number, string noun) =>
        string.Create(CultureInfo.InvariantCulture, $"{number} {noun}{(number == 1 ? "" : "s")}");
}
