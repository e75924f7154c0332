using Gradus.Core.Evaluations;

namespace Gradus.Core.Promotions;

/// <summary>The metrics that a version is ranked by: measured on one data set, or logged for it.</summary>
/// <param name="Values">By name; NaN where there is no value.</param>
/// <param name="How">"measured" or "logged".</param>
/// <param name="Obstacle">Why there are none; null if there are.</param>
public sealed record KnownMetrics(IReadOnlyDictionary<string, double> Values, string How, string? Obstacle = null)
{
    private static readonly IReadOnlyDictionary<string, double> None = new Dictionary<string, double>();

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

    /// <summary>A metric's value; null if it has none.</summary>
    public double? Find(string metric) =>
        Values.TryGetValue(metric, out var value) && !double.IsNaN(value) ? value : null;

    private static KnownMetrics Without(string why) => new(None, "measured", why);
}
