using System.Globalization;
using Gradus.Core.Errors;

namespace Gradus.Core.Gates;

/// <summary>
/// Passes when the candidate's metric is on the right side of a bound. Absent or NaN is Inconclusive, which blocks.
/// </summary>
/// <param name="Metric">The metric's name as measured, e.g. "accuracy", "latency_p95_ms".</param>
/// <param name="Bound">The limit.</param>
public sealed record ThresholdGate(string Metric, Bound Bound) : IGate
{
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
    public string Name => $"{Metric} {Bound}";

    /// <summary>Reads a threshold as people write it, e.g. "accuracy&gt;=0.95".</summary>
    public static Result<ThresholdGate> Parse(string? text)
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
                ? new ThresholdGate(metric, new Bound(relation, bound))
                : Refuse(text);
        }

        return Refuse(text);
    }

    /// <inheritdoc/>
    public GateResult Evaluate(GateInput input)
    {
        if (input.Evaluation is not { Outcome: Evaluations.EvaluationOutcome.Measured } evaluation)
        {
            return new GateResult(Verdict.Skipped, $"{Metric} was not measured; required {Bound}", null, Bound.Value);
        }

        return evaluation.Metric(Metric) switch
        {
            null => new(
                Verdict.Inconclusive,
                $"{Metric} is not among the measured metrics; required {Bound}",
                null,
                Bound.Value
            ),
            { } value when double.IsNaN(value) => new(
                Verdict.Inconclusive,
                $"{Metric} is NaN; required {Bound}",
                value,
                Bound.Value
            ),
            { } value when Bound.Admits(value) => new(Verdict.Passed, Say(value), value, Bound.Value),
            { } value => new(
                Verdict.Failed,
                $"{Say(value)} (missed by {Distance(Math.Abs(value - Bound.Value))})",
                value,
                Bound.Value
            ),
        };
    }

    private string Say(double value) => $"{Metric} = {Number(value)}; required {Bound}";

    // Four significant digits tell enough, unless they would round a miss to the bound itself.
    private string Number(double value)
    {
        var rounded = value.ToString("G4", CultureInfo.InvariantCulture);
        var reads = double.Parse(rounded, CultureInfo.InvariantCulture);
        return Bound.Admits(reads) == Bound.Admits(value) ? rounded : value.ToString("R", CultureInfo.InvariantCulture);
    }

    private static string Distance(double value) => value.ToString("G4", CultureInfo.InvariantCulture);

    private static bool IsAllowed(char c) => char.IsAsciiLetterOrDigit(c) || c is '_' or '-' or '.' or '/' or '@';

    private static Error Refuse(string text) =>
        Error.Invalid(
            $"Requirement '{text}' is not understood; write it like accuracy>=0.95 or latency_p95_ms<=50.",
            "require"
        );
}
