using Gradus.Core.Artifacts;

namespace Gradus.Core.Evaluations;

/// <summary>How an evaluation ended.</summary>
public enum EvaluationOutcome
{
    /// <summary>Metrics were measured.</summary>
    Measured,

    /// <summary>The model cannot take the data set: a property of the two, not a fault.</summary>
    Incompatible,

    /// <summary>The evaluating process failed, was ended, or died.</summary>
    Error,
}

/// <summary>Evidence: what a worker found out about a model on a data set. Written once, never changed.</summary>
/// <param name="Id">Unique.</param>
/// <param name="Artifact">The digest of the model's manifest.</param>
/// <param name="Dataset">The digest of the data set's file.</param>
/// <param name="Outcome">How it ended.</param>
/// <param name="Reason">Why, unless measured.</param>
/// <param name="Metrics">By name; NaN where undefined. Empty unless measured.</param>
/// <param name="Examples">How many examples were scored.</param>
/// <param name="Worker">Who measured.</param>
/// <param name="Code">What measured, with its version.</param>
/// <param name="Runtime">What ran the model, with its version.</param>
/// <param name="StartedAt">When the work began.</param>
/// <param name="FinishedAt">When it ended.</param>
public sealed record Evaluation(
    string Id,
    Digest Artifact,
    Digest Dataset,
    EvaluationOutcome Outcome,
    string? Reason,
    IReadOnlyDictionary<string, double> Metrics,
    long Examples,
    string Worker,
    string Code,
    string Runtime,
    DateTimeOffset StartedAt,
    DateTimeOffset FinishedAt
)
{
    /// <summary>How long a measurement is used again before it is made anew.</summary>
    public static readonly TimeSpan Freshness = TimeSpan.FromDays(7);

    /// <summary>The metric's value, or null if it was not measured.</summary>
    public double? Metric(string name) => Metrics.TryGetValue(name, out var value) ? value : null;

    /// <summary>
    /// Whether a promotion may rest on it: what was found about the bytes counts while fresh; a technical failure only if
    /// it happened since the promotion was asked for.
    /// </summary>
    public bool IsUsableFor(DateTimeOffset promotionCreatedAt, DateTimeOffset now) =>
        Outcome == EvaluationOutcome.Error ? FinishedAt >= promotionCreatedAt : FinishedAt >= now - Freshness;
}
