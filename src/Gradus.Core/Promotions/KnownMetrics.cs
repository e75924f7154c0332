using Gradus.Core.Evaluations;

namespace Gradus.Core.Promotions;

/// <summary>What a candidate lacks that could be had.</summary>
public enum Lack
{
    /// <summary>It was not measured, and nobody has asked for it.</summary>
    Missing,

    /// <summary>It was not measured yet; a worker has been asked to.</summary>
    Waiting,
}

/// <summary>The metrics that a version is ranked by: measured on one data set, or logged for it.</summary>
/// <param name="Values">By name; NaN where there is no value.</param>
/// <param name="How">"measured" or "logged".</param>
/// <param name="Obstacle">Why there are none; null if there are.</param>
public sealed record KnownMetrics(IReadOnlyDictionary<string, double> Values, string How, string? Obstacle = null)
{
    private static readonly IReadOnlyDictionary<string, double> None = new Dictionary<string, double>();

    /// <summary>What could be had though it is not known; null if nothing.</summary>
    public Lack? Lacks { get; init; }

    /// <summary>What was logged for a version, wherever its bytes are kept.</summary>
    public static KnownMetrics Logged(VersionFacts version)
    {
        ArgumentNullException.ThrowIfNull(version);
        return new(version.Logged, "logged");
    }

    /// <summary>What was measured of a version.</summary>
    /// <param name="version">The version.</param>
    /// <param name="evaluation">The evaluation that counts; null if there is none.</param>
    public static KnownMetrics Measured(VersionFacts version, Evaluation? evaluation)
    {
        ArgumentNullException.ThrowIfNull(version);
        return evaluation switch
        {
            _ when version.Version.Manifest is null => Without(
                "its bytes are kept elsewhere, so it cannot be evaluated"
            ),
            null => Without("was not evaluated"),
            { Outcome: EvaluationOutcome.Incompatible } => Without($"does not fit the data set: {evaluation.Reason}"),
            { Outcome: EvaluationOutcome.Error } => Without($"could not be evaluated: {evaluation.Reason}"),
            _ => new(evaluation.Metrics, "measured"),
        };
    }

    /// <summary>That a version which could be measured was not.</summary>
    /// <param name="dataset">On which data set.</param>
    /// <param name="last">The last try, which failed technically; null if there was none.</param>
    /// <param name="lack">Whether somebody has asked for it.</param>
    public static KnownMetrics Missing(string dataset, Evaluation? last, Lack lack) =>
        Without(
            last is { Outcome: EvaluationOutcome.Error }
                ? $"could not be measured on {dataset} when it was last tried: {last.Reason}"
                : $"was not measured on {dataset} yet"
        ) with
        {
            Lacks = lack,
        };

    /// <summary>A metric's value; null if it has none.</summary>
    public double? Find(string metric) =>
        Values.TryGetValue(metric, out var value) && !double.IsNaN(value) ? value : null;

    private static KnownMetrics Without(string why) => new(None, "measured", why);
}
