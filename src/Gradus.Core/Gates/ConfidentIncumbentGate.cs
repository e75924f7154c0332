using System.Globalization;
using Gradus.Core.Evaluations;
using Gradus.Core.Promotions;
using Gradus.Core.Work;

namespace Gradus.Core.Gates;

/// <summary>
/// Passes when it is shown that the candidate is not worse than any holder of the stage by more than a margin: the interval of the
/// difference, of both models' answers to the same examples, lies above it (<see cref="NonInferiority"/>). Failed where it lies below;
/// Inconclusive where it does not tell, or where there is too little to tell (<see cref="TooFew"/>). Whom it compares with is as of
/// an <see cref="IncumbentGate"/>.
/// </summary>
/// <param name="Metric">The metric's name (<see cref="ComparisonNames.Compared"/>).</param>
/// <param name="Dataset">The data set both are measured on.</param>
/// <param name="Margin">How much worse it may be: in the metric's unit, or as a share of the holder's value.</param>
/// <param name="IsRelative">Whether the margin is a share.</param>
/// <param name="Confidence">How often the interval shall hold the true difference, e.g. 0.95.</param>
public sealed record ConfidentIncumbentGate(
    string Metric,
    string Dataset,
    double Margin,
    bool IsRelative,
    double Confidence
) : IGate
{
    /// <inheritdoc/>
    public string Kind => "incumbent";

    /// <inheritdoc/>
    public string Name => $"incumbent {Metric}";

    /// <inheritdoc/>
    public IEnumerable<WorkRequest> Needs(GateInput input) =>
        [
            .. Rivals.Needs(input, Dataset),
            // What is compared is known once both were measured.
            .. input.Incumbents.SelectMany(incumbent =>
                Comparing(input, incumbent) is { } task && input.Candidate.Version.Manifest is { } artifact
                    ? new[] { new WorkRequest(artifact, task) }
                    : []
            ),
        ];

    /// <inheritdoc/>
    public GateResult? Evaluate(GateInput input) =>
        Rivals.Judge(input, Dataset, incumbent => Compare(input, incumbent));

    private GateResult? Compare(GateInput input, VersionFacts incumbent)
    {
        if (
            (Measurement.Find(input, input.Candidate, Dataset), Measurement.Find(input, incumbent, Dataset))
            is not
            ({ } candidate, { } holder)
        )
        {
            return null;
        }

        if (Rivals.Unmeasured(candidate, holder, incumbent, Metric, Dataset) is { } unmeasured)
        {
            return unmeasured;
        }

        if (Comparing(input, incumbent) is not { } task)
        {
            return new GateResult(
                Verdict.Error,
                $"the predictions on {Dataset} were not kept; have both versions measured anew (promote --anew)"
            );
        }

        return input.Find(input.Candidate, task) switch
        {
            null => null,
            { Outcome: EvaluationOutcome.Measured } found when found.Examples != candidate.Examples => new GateResult(
                Verdict.Error,
                $"{found.Examples} examples were compared, and {candidate.Examples} measured"
            ),
            { Outcome: EvaluationOutcome.Measured } found => Judge(
                found,
                holder.Metrics[Metric],
                incumbent.Version.Number
            ),
            var failed => new GateResult(
                Verdict.Error,
                $"could not be compared with version {incumbent.Version.Number} on {Dataset}: {failed.Reason}"
            ),
        };
    }

    private WorkTask? Comparing(GateInput input, VersionFacts incumbent) =>
        input.Datasets.TryGetValue(Dataset, out var dataset)
            ? WorkTask.Compare(
                dataset,
                Measurement.Find(input, input.Candidate, Dataset),
                Measurement.Find(input, incumbent, Dataset),
                Confidence,
                input.Limits
            )
            : null;

    private GateResult Judge(Evaluation found, double was, int incumbent)
    {
        var (lower, upper) = (Of(found, ComparisonNames.Lower), Of(found, ComparisonNames.Upper));
        var worst = MetricDirection.LowerIsBetter(Metric) ? -upper : lower;
        var margin = IsRelative ? Math.Abs(was) * Margin : Margin;
        var complaint = ComplaintOf(found, margin);
        var verdict = (complaint, NonInferiority.Of(Metric, lower, upper, margin)) switch
        {
            (null, Standing.Superior or Standing.NonInferior) => Verdict.Passed,
            (null, Standing.Inferior) => Verdict.Failed,
            _ => Verdict.Inconclusive,
        };
        var difference = Of(found, ComparisonNames.Difference);
        var interval =
            double.IsFinite(lower) && double.IsFinite(upper)
                ? $"{Metric} {Against(difference)} version {incumbent}'s, between {Signed(lower)} and {Signed(upper)} at {Share(Confidence)}"
                : $"{Metric} has no interval on {Dataset}";
        var required = $"required to be worse by {(margin == 0 ? "nothing" : $"less than {Figures.Short(margin)}")}";
        return new GateResult(
            verdict,
            string.Join("; ", new[] { interval, required, complaint ?? Doubt(verdict, found) }.OfType<string>()),
            worst,
            -margin
        );
    }

    // How often the two differ in being right bounds the difference of accuracies, and no other; scores may differ where answers do not.
    private string? ComplaintOf(Evaluation found, double margin) =>
        ComparisonNames.IsOfAnswers(Metric)
            ? TooFew.Complaint(
                found.Examples,
                found.Metric(ComparisonNames.Discordant) ?? 0,
                found.Metric(ComparisonNames.MostDiscordant) ?? 1,
                Metric == MetricNames.Accuracy ? margin : 0
            )
            : TooFew.Complaint(found.Examples);

    private string? Doubt(Verdict verdict, Evaluation found) =>
        verdict == Verdict.Inconclusive
        && Metric == MetricNames.Accuracy
        && found.Metric(ComparisonNames.Detectable) is { } least
        && double.IsFinite(least)
            ? $"{found.Examples} examples show differences from {Figures.Short(least)} (at 95 %)"
            : null;

    private double Of(Evaluation found, Func<string, string> part) => found.Metric(part(Metric)) ?? double.NaN;

    private static string Against(double difference) =>
        difference == 0 ? "equals"
        : difference > 0 ? $"is {Figures.Short(difference)} above"
        : $"is {Figures.Short(-difference)} below";

    private static string Signed(double value) =>
        value < 0 ? $"−{Figures.Short(-value)}" : $"{(value > 0 ? "+" : "")}{Figures.Short(value)}";

    private static string Share(double share) => $"{(share * 100).ToString("0.##", CultureInfo.InvariantCulture)} %";
}
