using Gradus.Core.Evaluations;
using Gradus.Core.Promotions;
using Gradus.Core.Work;

namespace Gradus.Core.Gates;

/// <summary>What the gates that measure on a data set have in common.</summary>
internal static class Measurement
{
    /// <summary>The work that measures a version on a data set; none where that cannot be done.</summary>
    public static IEnumerable<WorkRequest> Needs(GateInput input, VersionFacts version, string dataset) =>
        input.Measuring(dataset) is { } task && version.Version.Manifest is { } artifact
            ? [new WorkRequest(artifact, task)]
            : [];

    /// <summary>Why a version cannot be measured on a data set at all; null if it can.</summary>
    public static GateResult? Obstacle(GateInput input, VersionFacts version, string dataset) =>
        input.Measuring(dataset) is null ? new GateResult(Verdict.Error, $"data set '{dataset}' is not registered")
        : version.Version.Manifest is null
            ? new GateResult(
                Verdict.Inconclusive,
                $"version {version.Version.Number} cannot be evaluated: its bytes are kept elsewhere ({version.Version.Source})"
            )
        : null;

    /// <summary>The result of every gate that rests on a measurement that failed technically.</summary>
    public static GateResult Fault(Evaluation evaluation, string dataset, string who = "") =>
        new(Verdict.Error, $"{who}could not be evaluated on {dataset}: {evaluation.Reason}");

    /// <summary>What the gates say that judge a metric, where the version was not measured; null if it was.</summary>
    public static GateResult? Unmeasured(Evaluation evaluation, string metric, string dataset, Bound bound) =>
        evaluation.Outcome switch
        {
            EvaluationOutcome.Error => Fault(evaluation, dataset),
            EvaluationOutcome.Measured => null,
            _ => new(
                Verdict.Skipped,
                $"{metric} was not measured, the version does not fit {dataset}; required {bound}",
                null,
                bound.Value
            ),
        };

    /// <summary>What was found of a version on a data set; null while nothing was.</summary>
    public static Evaluation? Find(GateInput input, VersionFacts version, string dataset) =>
        input.Measuring(dataset) is { } task ? input.Find(version, task) : null;
}
