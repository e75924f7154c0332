using System.Globalization;
using Gradus.Core.Errors;
using Gradus.Core.Evaluations;
using Gradus.Core.Work;

namespace Gradus.Core.Gates;

/// <summary>
/// Passes when the candidate's metric is on the right side of a bound. Absent or NaN is Inconclusive, which blocks.
/// </summary>
/// <param name="Metric">The metric's name, e.g. "accuracy", "latency_p95_ms".</param>
/// <param name="Bound">The limit.</param>
/// <param name="Dataset">The data set it is measured on; null for the metric that was logged with the version.</param>
public sealed record ThresholdGate(string Metric, Bound Bound, string? Dataset) : IGate
{
    /// <summary>What is called like a metric where the best is picked, and is known of every version: its size in bytes.</summary>
    public const string Size = "size";

    private const string Logged = "logged ";

    private static readonly (string Written, string Relation)[] Relations =
    [
        (">=", "≥"),
        ("<=", "≤"),
        ("≥", "≥"),
        ("≤", "≤"),
        (">", ">"),
        ("<", "<"),
    ];

    /// <inheritdoc/>
    public string Kind => "threshold";

    /// <inheritdoc/>
    public string Name => Dataset is null ? $"{Logged}{Metric} {Bound}" : $"{Metric} {Bound}";

    /// <summary>Reads a threshold as people write it, e.g. "accuracy&gt;=0.95".</summary>
    /// <param name="text">The text.</param>
    /// <param name="dataset">The data set it is measured on; null for the logged metric.</param>
    public static Result<ThresholdGate> Parse(string? text, string? dataset)
    {
        text ??= "";
        foreach (var (written, relation) in Relations)
        {
            var at = text.IndexOf(written, StringComparison.Ordinal);
            if (at < 0)
            {
                continue;
            }

            var metric = text[..at].Trim();
            var isNumber = double.TryParse(
                text[(at + written.Length)..].Trim(),
                NumberStyles.Float,
                CultureInfo.InvariantCulture,
                out var bound
            );
            return metric.Length > 0 && metric.All(IsAllowed) && isNumber && double.IsFinite(bound)
                ? new ThresholdGate(metric, new Bound(relation, bound), dataset)
                : Refuse(text);
        }

        return Refuse(text);
    }

    /// <summary>Reads what is required of a version: a threshold, of the logged metric if it begins with "logged ".</summary>
    /// <param name="text">The text.</param>
    /// <param name="dataset">The data set that all others are measured on.</param>
    public static Result<ThresholdGate> ParseRequirement(string? text, string? dataset) =>
        IsOfLogged(text) ? Parse(text![Logged.Length..], null) : Parse(text, dataset);

    /// <summary>Whether a requirement is of what was logged, so that nothing has to be measured for it.</summary>
    public static bool IsOfLogged(string? requirement) =>
        requirement?.StartsWith(Logged, StringComparison.Ordinal) == true;

    /// <inheritdoc/>
    public IEnumerable<WorkRequest> Needs(GateInput input) =>
        Dataset is null ? [] : Measurement.Needs(input, input.Candidate, Dataset);

    /// <inheritdoc/>
    public GateResult? Evaluate(GateInput input)
    {
        if (Dataset is null)
        {
            return input.Candidate.Logged.TryGetValue(Metric, out var logged)
                ? Figures.Judge(Metric, logged, Bound)
                : new(
                    Verdict.Inconclusive,
                    $"{Metric} was not logged{Known(input.Candidate.Logged)}; required {Bound}",
                    null,
                    Bound.Value
                );
        }

        return Measurement.Obstacle(input, input.Candidate, Dataset) is { } obstacle ? obstacle
            : Measurement.Find(input, input.Candidate, Dataset) is { } evaluation
                ? Measurement.Unmeasured(evaluation, Metric, Dataset, Bound) ?? Judge(evaluation)
            : null;
    }

    private GateResult Judge(Evaluation evaluation) =>
        evaluation.Metric(Metric) is { } value
            ? Figures.Judge(Metric, value, Bound)
            : new(
                Verdict.Inconclusive,
                $"{Metric} is not among the measured metrics{Known(evaluation.Metrics)}; required {Bound}",
                null,
                Bound.Value
            );

    private static string Known(IReadOnlyDictionary<string, double> metrics) => Figures.Names(metrics.Keys);

    private static bool IsAllowed(char c) => char.IsAsciiLetterOrDigit(c) || c is '_' or '-' or '.' or '/' or '@';

    private static Error Refuse(string text) =>
        Error.Invalid(
            $"Requirement '{text}' is not understood; write it like accuracy>=0.95 or latency_p95_ms<=50.",
            "require"
        );
}
