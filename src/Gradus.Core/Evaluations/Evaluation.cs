using Gradus.Core.Artifacts;

namespace Gradus.Core.Evaluations;

/// <summary>How an evaluation ended.</summary>
public enum EvaluationOutcome
{
    /// <summary>Metrics were measured.</summary>
    Measured,

    /// <summary>The model cannot take the data set: a property of the two, not a fault.</summary>
    Incompatible,

    /// <summary>A test command or a webhook says yes.</summary>
    Passed,

    /// <summary>A test command or a webhook says no.</summary>
    Failed,

    /// <summary>A test command or a webhook cannot tell.</summary>
    Inconclusive,

    /// <summary>The process failed, was ended, or died.</summary>
    Error,
}

/// <summary>
/// Evidence: what a worker found out about a model, by measuring it on a data set or from a test command or a webhook.
/// Written once, never changed.
/// </summary>
/// <param name="Id">Unique.</param>
/// <param name="Artifact">The digest of the model's manifest.</param>
/// <param name="Dataset">The digest of the data set's file; null if it was not measured on one.</param>
/// <param name="Outcome">How it ended.</param>
/// <param name="Reason">Why, unless measured or passed.</param>
/// <param name="Metrics">By name; NaN where undefined. What was measured, or what a command reported.</param>
/// <param name="Examples">How many examples were scored.</param>
/// <param name="Worker">Who measured.</param>
/// <param name="Code">What measured, with its version.</param>
/// <param name="Runtime">What ran the model, with its version.</param>
/// <param name="StartedAt">When the work began.</param>
/// <param name="FinishedAt">When it ended.</param>
/// <param name="Log">The end of what a command printed; null if there is none.</param>
public sealed record Evaluation(
    string Id,
    Digest Artifact,
    Digest? Dataset,
    EvaluationOutcome Outcome,
    string? Reason,
    IReadOnlyDictionary<string, double> Metrics,
    long Examples,
    string Worker,
    string Code,
    string Runtime,
    DateTimeOffset StartedAt,
    DateTimeOffset FinishedAt,
    string? Log = null
)
{
    /// <summary>How long evidence is used again before it is made anew, unless a policy says otherwise.</summary>
    public static readonly TimeSpan Freshness = TimeSpan.FromDays(7);

    /// <summary>What was measured of each part of the data set; none where it was not measured on one.</summary>
    public IReadOnlyList<Slice> Slices { get; init; } = [];

    /// <summary>The file that was left with it: the predictions of a measurement, the report of a comparison; null if none was.</summary>
    public OutputFile? Output { get; init; }

    /// <summary>The metric's value, or null if it was not measured.</summary>
    public double? Metric(string name) => Metrics.TryGetValue(name, out var value) ? value : null;
}
