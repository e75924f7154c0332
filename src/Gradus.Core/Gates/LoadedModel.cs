using System.Globalization;
using Gradus.Core.Evaluations;
using Gradus.Core.Promotions;
using Gradus.Core.Work;

namespace Gradus.Core.Gates;

/// <summary>What the gates have in common that put the candidate under load.</summary>
internal sealed record LoadedModel(string Dataset, RequestLoad Load)
{
    /// <summary>The rate in words.</summary>
    public string Rate => $"{Figures.Short(Load.PerSecond)} requests a second";

    /// <summary>The work; none where it cannot be done.</summary>
    public IEnumerable<WorkRequest> Needs(GateInput input, VersionFacts? incumbent = null) =>
        TaskFor(input, incumbent) is { } task && input.Candidate.Version.Manifest is { } artifact
            ? [new WorkRequest(artifact, task)]
            : [];

    /// <summary>What was measured, judged; null while nothing was.</summary>
    public GateResult? Judge(GateInput input, VersionFacts? incumbent, Func<Evaluation, GateResult> judge) =>
        input.Find(input.Candidate, TaskFor(input, incumbent)!) switch
        {
            null => null,
            { Outcome: EvaluationOutcome.Measured } found => judge(found),
            { Outcome: EvaluationOutcome.Incompatible } found => new GateResult(Verdict.Inconclusive, found.Reason!),
            var failed => new GateResult(Verdict.Error, $"could not be put under load on {Dataset}: {failed.Reason}"),
        };

    /// <summary>Whether requests had to be given up.</summary>
    /// <param name="found">What was measured.</param>
    /// <param name="called">How that model's numbers are called.</param>
    public static bool FallsBehind(Evaluation found, Func<string, string> called) =>
        found.Metric(called(LatencyNames.Unanswered)) > 0;

    /// <summary>A number and its interval.</summary>
    public static (double Value, double Lower, double Upper) IntervalOf(Evaluation found, string name) =>
        (Of(found, name), Of(found, LatencyNames.Lower(name)), Of(found, LatencyNames.Upper(name)));

    /// <summary>An interval in words; where the requests are too few to tell an end, that is said.</summary>
    public string Between(double lower, double upper) =>
        double.IsFinite(lower) && double.IsFinite(upper)
            ? string.Create(
                CultureInfo.InvariantCulture,
                $"between {Figures.Short(lower)} and {Figures.Short(upper)} ms at {Load.Confidence * 100:0.##} %"
            )
            : $"of which {Load.Requests} requests tell no interval";

    private WorkTask? TaskFor(GateInput input, VersionFacts? incumbent) =>
        input.Datasets.TryGetValue(Dataset, out var dataset)
            ? WorkTask.Latency(
                dataset,
                Load,
                input.Limits,
                incumbent is { Version: { Number: var number, Manifest: { } artifact } }
                    ? new Compared(number, artifact.Hex)
                    : null
            ) with
            {
                Place = input.Place,
            }
            : null;

    private static double Of(Evaluation found, string name) => found.Metric(name) ?? double.NaN;
}
