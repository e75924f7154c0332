using System.Globalization;
using Gradus.Core.Evaluations;
using Gradus.Core.Models;

namespace Gradus.Core.Promotions;

/// <summary>Picks the best version by a metric, and says of every other why it is not.</summary>
public static class CandidateSelection
{
    /// <summary>
    /// Ranks READY, measured versions by the metric in its better direction. Of equals the one that holds the stage already
    /// stays; else the lower number, since the newer one has not shown to be better.
    /// </summary>
    /// <param name="metric">The metric's name.</param>
    /// <param name="versions">Who could be picked, each with its evaluation.</param>
    /// <returns>One candidate a version, in the versions' order; exactly one is chosen if any can be.</returns>
    public static IReadOnlyList<Candidate> Rank(string metric, IReadOnlyList<VersionFacts> versions)
    {
        var sign = MetricDirection.LowerIsBetter(metric) ? 1 : -1;
        var best = versions
            .Where(version => ValueOf(version, metric) is not null)
            .OrderBy(version => sign * ValueOf(version, metric)!.Value)
            .ThenByDescending(version => version.IsHolder)
            .ThenBy(version => version.Version.Number)
            .FirstOrDefault();
        return
        [
            .. versions.Select(version => new Candidate(
                version.Version.Number,
                version.Version.Stage,
                ValueOf(version, metric),
                NoteOn(version, metric, best),
                version == best
            )),
        ];
    }

    private static double? ValueOf(VersionFacts version, string metric) =>
        version is { Version.Status: VersionStatus.Ready, Evaluation: { Outcome: EvaluationOutcome.Measured } measured }
        && measured.Metric(metric) is { } value
        && !double.IsNaN(value)
            ? value
            : null;

    private static string NoteOn(VersionFacts version, string metric, VersionFacts? best) =>
        version switch
        {
            { Version.Status: VersionStatus.Quarantined } => $"quarantined: {version.Version.StatusMessage}",
            { Version.Manifest: null } => "its bytes are kept elsewhere, so it cannot be evaluated",
            { Evaluation: null } => "was not evaluated",
            { Evaluation.Outcome: EvaluationOutcome.Incompatible } =>
                $"does not fit the data set: {version.Evaluation.Reason}",
            { Evaluation.Outcome: EvaluationOutcome.Error } => $"could not be evaluated: {version.Evaluation.Reason}",
            _ when ValueOf(version, metric) is null => $"has no value of {metric}",
            _ when version == best => string.Create(
                CultureInfo.InvariantCulture,
                $"best by {metric} ({ValueOf(version, metric):G4})"
            ),
            _ => string.Create(
                CultureInfo.InvariantCulture,
                $"{metric} = {ValueOf(version, metric):G4}, version {best!.Version.Number} has {ValueOf(best, metric):G4}"
            ),
        };
}
