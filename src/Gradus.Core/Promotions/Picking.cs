using Gradus.Core.Errors;
using Gradus.Core.Evaluations;
using Gradus.Core.Gates;
using Gradus.Core.Models;
using Gradus.Core.Work;

namespace Gradus.Core.Promotions;

/// <summary>Picks the version that a promotion of the best is of, once all is known that it is picked by.</summary>
internal static class Picking
{
    private const int MostNumbers = 10;

    /// <summary>The step that picks: the work that has to be done before, the version, or why nobody can be picked.</summary>
    public static PromotionStep Step(Promotion promotion, PromotionFacts facts)
    {
        if (promotion.Terms.Best is not { } selection)
        {
            return PromotionStep.Decide(promotion.After(PromotionEvent.Picked, "Checking the gates."), facts);
        }

        promotion = promotion with { PolicyRevision = facts.Revision.Number };
        var waiting = Needs(promotion, facts);
        if (waiting.Count > 0)
        {
            var many = waiting.Count == 1 ? "1 candidate" : FormattableString.Invariant($"{waiting.Count} candidates");
            return new(promotion with { Outcome = $"Evaluating {many} on {DatasetOf(promotion, facts)}." }, waiting);
        }

        promotion = promotion with { Candidates = Rank(promotion, facts) };
        if (promotion.Candidates.FirstOrDefault(candidate => candidate.Chosen) is { } chosen)
        {
            var outcome = FormattableString.Invariant(
                $"Version {chosen.Version} is the best by {selection}; checking its gates."
            );
            return PromotionStep.Decide(
                promotion.After(PromotionEvent.Picked, outcome) with
                {
                    Version = chosen.Version,
                },
                facts
            );
        }

        var isFault = facts.Candidates.Any(candidate =>
            EvaluationOf(promotion, facts, candidate) is { Outcome: EvaluationOutcome.Error }
        );
        return new(
            promotion.After(isFault ? PromotionEvent.Fault : PromotionEvent.Refuse, OutcomeOf(promotion, facts)),
            []
        );
    }

    /// <summary>
    /// Who is how good, as far as it is known: nobody is chosen while somebody is still to be measured. Empty where nothing was
    /// logged that could be ranked by.
    /// </summary>
    public static IReadOnlyList<Candidate> Rank(Promotion promotion, PromotionFacts facts) =>
        HasNothingLogged(promotion, facts)
            ? []
            : CandidateSelection.Rank(
                promotion.Terms.Best!,
                facts.Candidates,
                candidate => MetricsOf(promotion, facts, candidate),
                candidate => Eligibility.ComesFromElsewhere(promotion, facts, candidate)
            );

    /// <summary>In a sentence, why it is not known who the best is, or why nobody is; the candidates say it of each.</summary>
    /// <param name="promotion">The promotion, with its candidates ranked.</param>
    /// <param name="facts">What is known.</param>
    public static string WhyNobody(Promotion promotion, PromotionFacts facts)
    {
        var (model, dataset) = (promotion.Model, DatasetOf(promotion, facts));
        var missing = promotion.Candidates.Where(candidate => candidate.Lacks is not null).ToList();
        var unmeasured = Versions(missing, $"not measured on {dataset} yet");
        return promotion.Candidates.Any(candidate => candidate.Rank == 1) ? $"the best is not known: {unmeasured}"
            : PlainReason(promotion, facts) is { } reason ? reason
            : missing.Count > 0
                ? $"No version of '{model}' that was measured on {dataset} qualifies for {promotion.Stage}; {unmeasured}."
            : $"No version of '{model}' qualifies for {promotion.Stage}.";
    }

    private static string OutcomeOf(Promotion promotion, PromotionFacts facts)
    {
        if (PlainReason(promotion, facts) is { } reason)
        {
            return reason;
        }

        var each = string.Join(
            "; ",
            promotion.Candidates.Select(one =>
                FormattableString.Invariant($"version {one.Version}: {Sentence.Clause(one.Note)}")
            )
        );
        return $"No version of '{promotion.Model}' can be promoted to {promotion.Stage}: {Sentence.End(each)}";
    }

    // What holds for all of them alike; null where each has a reason of its own.
    private static string? PlainReason(Promotion promotion, PromotionFacts facts)
    {
        var (model, dataset) = (promotion.Model, DatasetOf(promotion, facts));
        var known = facts.Candidates.Select(one => MetricsOf(promotion, facts, one)).ToList();
        var measured = known.Where(metrics => metrics.Obstacle is null).ToList();
        return promotion.Terms.Best?.Among is { Count: 0 } ? $"The filter leaves no version of '{model}'."
            : facts.Candidates.Count == 0 ? $"'{model}' has no version that could be promoted to {promotion.Stage}."
            : HasNothingLogged(promotion, facts) ? PromotionTerms.NeedsMetrics(promotion.Stage)
            : dataset is not null && !IsRegistered(promotion, facts, dataset)
                ? $"Data set '{dataset}', on which the best is picked, is not registered."
            : measured.Count == 0 && known.Any(metrics => metrics.Lacks is not null)
                ? $"No version of '{model}' was measured on {dataset} yet."
            : Unknown(promotion, measured);
    }

    // A metric that no version has at all is probably called otherwise.
    private static string? Unknown(Promotion promotion, List<KnownMetrics> measured)
    {
        var names = measured.SelectMany(metrics => metrics.Values.Keys).ToHashSet();
        var unknown = promotion.Terms.Best!.Metrics.FirstOrDefault(metric => !names.Contains(metric));
        return unknown is null || measured.Count == 0
            ? null
            : $"No version of '{promotion.Model}' has '{unknown}' among its {measured[0].How} metrics"
                + $"{Figures.Names(names)}.{Nearest.Hint(unknown, names)}";
    }

    private static List<WorkRequest> Needs(Promotion promotion, PromotionFacts facts) =>
        [
            .. WorkRequest.Merge(
                facts
                    .Candidates.Where(candidate =>
                        candidate.Version.Status == VersionStatus.Ready
                        && Eligibility.ComesFromElsewhere(promotion, facts, candidate) is null
                        && EvaluationOf(promotion, facts, candidate) is null
                    )
                    .Select(candidate => NeedOf(promotion, facts, candidate))
                    .OfType<WorkRequest>()
            ),
        ];

    private static KnownMetrics MetricsOf(Promotion promotion, PromotionFacts facts, VersionFacts candidate)
    {
        if (DatasetOf(promotion, facts) is not { } dataset)
        {
            return KnownMetrics.Logged(candidate);
        }

        var evaluation = EvaluationOf(promotion, facts, candidate);
        return evaluation is null && NeedOf(promotion, facts, candidate) is { } need
            ? KnownMetrics.Missing(
                dataset,
                candidate.EvidenceOf(need.Task).MaxBy(found => found.FinishedAt),
                facts.AskedFor.Contains((need.Artifact, need.Task.Digest)) ? Lack.Waiting : Lack.Missing
            )
            : KnownMetrics.Measured(candidate, evaluation);
    }

    private static WorkRequest? NeedOf(Promotion promotion, PromotionFacts facts, VersionFacts candidate) =>
        DatasetOf(promotion, facts) is { } dataset
        && Measurement.Needs(facts.SelectionInputFor(promotion, candidate), candidate, dataset).FirstOrDefault()
            is { } need
            ? need with
            {
                Runner = facts.RulesOf(promotion).RunnerOn(dataset),
            }
            : null;

    private static Evaluation? EvaluationOf(Promotion promotion, PromotionFacts facts, VersionFacts candidate) =>
        DatasetOf(promotion, facts) is { } dataset
            ? Measurement.Find(facts.SelectionInputFor(promotion, candidate), candidate, dataset)
            : null;

    private static string? DatasetOf(Promotion promotion, PromotionFacts facts) =>
        promotion.Terms.SelectionDataset(facts.RulesOf(promotion));

    private static bool IsRegistered(Promotion promotion, PromotionFacts facts, string dataset) =>
        facts.SelectionInputFor(promotion, facts.Candidates[0]).Measuring(dataset) is not null;

    private static bool HasNothingLogged(Promotion promotion, PromotionFacts facts) =>
        DatasetOf(promotion, facts) is null
        && facts.Candidates.Count > 0
        && facts.Candidates.All(candidate => candidate.Logged.Count == 0);

    private static string Versions(List<Candidate> candidates, string how)
    {
        var numbers = string.Join(
            ", ",
            candidates.Take(MostNumbers).Select(one => FormattableString.Invariant($"{one.Version}"))
        );
        var more =
            candidates.Count > MostNumbers
                ? FormattableString.Invariant($" and {candidates.Count - MostNumbers} more")
                : "";
        return candidates.Count == 1 ? $"version {numbers} is {how}" : $"versions {numbers}{more} are {how}";
    }
}
