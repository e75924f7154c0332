using Gradus.Core.Evaluations;
using Gradus.Core.Promotions;
using Gradus.Core.Work;

namespace Gradus.Core.Gates;

/// <summary>What the gates have in common that compare the candidate with every holder of the stage.</summary>
internal static class Rivals
{
    /// <summary>The work that measures the candidate and every holder; none where there is nobody to compare with.</summary>
    public static IEnumerable<WorkRequest> Needs(GateInput input, string dataset) =>
        input.Incumbents.Count == 0
            ? []
            : input.Incumbents.Prepend(input.Candidate).SelectMany(one => Measurement.Needs(input, one, dataset));

    /// <summary>The worst of what is said of the candidate beside each holder; null while one cannot be judged yet.</summary>
    /// <param name="input">What there is to judge on.</param>
    /// <param name="dataset">The data set that both are measured on.</param>
    /// <param name="compare">Compares with one holder.</param>
    public static GateResult? Judge(GateInput input, string dataset, Func<VersionFacts, GateResult?> compare)
    {
        if (input.LostHolder is { } lost)
        {
            return lost;
        }

        if (input.Incumbents.Count == 0)
        {
            return new GateResult(Verdict.Passed, $"no version in {input.Stage} to compare with");
        }

        if (Measurement.Obstacle(input, input.Candidate, dataset) is { } obstacle)
        {
            return obstacle;
        }

        var results = input
            .Incumbents.Select(incumbent => Measurement.Obstacle(input, incumbent, dataset) ?? compare(incumbent))
            .ToList();
        return results.Any(result => result is null) ? null : results.MinBy(result => RankOf(result!.Verdict));
    }

    /// <summary>What is said where one of the two was not measured, or the holder's metric is not known; null if both were.</summary>
    public static GateResult? Unmeasured(
        Evaluation candidate,
        Evaluation holder,
        VersionFacts incumbent,
        string metric,
        string dataset
    )
    {
        var who =
            $"version {incumbent.Version.Number}, {(incumbent.IsHolder ? "which holds the stage" : "the last that held the stage")},";
        return (candidate.Outcome, holder.Outcome) switch
        {
            (EvaluationOutcome.Error, _) => Measurement.Fault(candidate, dataset),
            (_, EvaluationOutcome.Error) => Measurement.Fault(holder, dataset, $"{who} "),
            (not EvaluationOutcome.Measured, _) => new GateResult(
                Verdict.Skipped,
                $"{metric} was not measured, the version does not fit {dataset}"
            ),
            (_, EvaluationOutcome.Measured) when holder.Metric(metric) is { } was && !double.IsNaN(was) => null,
            _ => new GateResult(
                Verdict.Inconclusive,
                $"{metric} of {who} is not known on {dataset}: {holder.Reason ?? "it is not among the measured metrics"}"
            ),
        };
    }

    private static int RankOf(Verdict verdict) =>
        verdict switch
        {
            Verdict.Error => 0,
            Verdict.Failed => 1,
            Verdict.Inconclusive => 2,
            Verdict.Skipped => 3,
            _ => 4,
        };
}
