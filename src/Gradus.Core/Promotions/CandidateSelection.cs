using System.Globalization;
using Gradus.Core.Gates;
using Gradus.Core.Models;

namespace Gradus.Core.Promotions;

/// <summary>A version that was considered for a promotion of the best.</summary>
/// <param name="Version">Its number.</param>
/// <param name="Stage">The stage it was in.</param>
/// <param name="Value">Its value of the first objective; null if it has none.</param>
/// <param name="Note">Why it was picked, or why it is out.</param>
/// <param name="Chosen">Whether it is the one.</param>
/// <param name="Rank">1 for the best; null for one that is out.</param>
/// <param name="Lacks">What it is out for and could still be had; null if nothing.</param>
public sealed record Candidate(
    int Version,
    string Stage,
    double? Value,
    string Note,
    bool Chosen,
    int? Rank = null,
    Lack? Lacks = null
);

/// <summary>Picks the best version by some metrics, and says of every other why it is not.</summary>
public static class CandidateSelection
{
    /// <summary>
    /// Ranks READY versions with known metrics that keep the constraints, by the objectives in their order. Of equals the one that
    /// holds the stage already stays; else the lower number, since the newer one has not shown to be better.
    /// </summary>
    /// <param name="selection">How the best is found.</param>
    /// <param name="versions">Who could be picked.</param>
    /// <param name="metrics">What is known of a version.</param>
    /// <param name="objection">Why a version cannot come into the stage, whatever it measures; null if it can.</param>
    /// <returns>
    /// One candidate a version, in the versions' order. Exactly one is chosen if any can be, and nobody lacks what could be had.
    /// </returns>
    public static IReadOnlyList<Candidate> Rank(
        Selection selection,
        IReadOnlyList<VersionFacts> versions,
        Func<VersionFacts, KnownMetrics> metrics,
        Func<VersionFacts, string?> objection
    )
    {
        var considered = versions
            .Select(version => (Facts: version, Metrics: metrics(version)))
            .Select(one => new Considered(
                one.Facts,
                one.Metrics,
                objection(one.Facts) ?? Unfit(one.Facts),
                Shortfall(selection, one.Facts, one.Metrics)
            ))
            .ToList();
        var isSettled = considered.All(one => one.Lacks is null);
        var ranked = considered
            .Where(one => one.Obstacle is null)
            .OrderBy(one => one, Comparer<Considered>.Create((a, b) => Compare(selection, a, b)))
            .ToList();
        return [.. considered.Select(one => ToCandidate(selection, one, ranked, isSettled))];
    }

    private static string? Unfit(VersionFacts version) =>
        version.Version.Status switch
        {
            VersionStatus.Ready => null,
            VersionStatus.Revoked => $"its standing is revoked: {version.Version.StatusMessage}",
            _ => $"quarantined: {version.Version.StatusMessage}",
        };

    private static string? Shortfall(Selection selection, VersionFacts version, KnownMetrics metrics) =>
        metrics.Obstacle
        ?? selection
            .Objectives.Where(objective => metrics.Find(objective.Metric) is null)
            .Select(objective => Unknown(objective.Metric, metrics))
            .Concat(selection.Constraints.Select(text => Breach(text, version, metrics)))
            .FirstOrDefault(obstacle => obstacle is not null);

    private static string? Breach(string constraint, VersionFacts version, KnownMetrics metrics)
    {
        var gate = ThresholdGate.Parse(constraint, null).Value;
        var value = gate.Metric == ThresholdGate.Size ? version.Size : metrics.Find(gate.Metric);
        return value is not { } known ? $"{Unknown(gate.Metric, metrics)}; required {gate.Bound}"
            : gate.Bound.Admits(known) ? null
            : $"{gate.Metric} = {Figures.Against(known, gate.Bound)}";
    }

    // A metric that is there and has no value is told from one that is called otherwise, or is none.
    private static string Unknown(string metric, KnownMetrics metrics) =>
        metrics.Values.ContainsKey(metric)
            ? $"{metric} is NaN"
            : $"{metric} is not among the {metrics.How} metrics{Figures.Names(metrics.Values.Keys)}";

    private static int Compare(Selection selection, Considered a, Considered b)
    {
        foreach (var objective in selection.Objectives)
        {
            var order = a.Metrics.Find(objective.Metric)!.Value.CompareTo(b.Metrics.Find(objective.Metric)!.Value);
            if (order != 0)
            {
                return objective.LessIsBetter ? order : -order;
            }
        }

        return a.Facts.IsHolder != b.Facts.IsHolder
            ? b.Facts.IsHolder.CompareTo(a.Facts.IsHolder)
            : a.Facts.Version.Number.CompareTo(b.Facts.Version.Number);
    }

    private static Candidate ToCandidate(Selection selection, Considered one, List<Considered> ranked, bool isSettled)
    {
        var rank = ranked.IndexOf(one);
        return new Candidate(
            one.Facts.Version.Number,
            one.Facts.Version.Stage,
            one.Metrics.Find(selection.Objectives[0].Metric),
            one.Obstacle ?? NoteOn(selection, one, ranked[0]),
            rank == 0 && isSettled,
            rank < 0 ? null : rank + 1,
            one.Lacks
        );
    }

    // By the first objective that tells the two apart.
    private static string NoteOn(Selection selection, Considered one, Considered best)
    {
        if (one == best)
        {
            return $"best by {selection} ({Values(selection, one)})";
        }

        var telling = selection.Objectives.FirstOrDefault(objective =>
            one.Metrics.Find(objective.Metric) != best.Metrics.Find(objective.Metric)
        );
        return telling is null
            ? string.Create(
                CultureInfo.InvariantCulture,
                $"as good as version {best.Facts.Version.Number}, which {(best.Facts.IsHolder ? "holds the stage" : "is older")}"
            )
            : string.Create(
                CultureInfo.InvariantCulture,
                $"{telling.Metric} = {Figures.Short(one.Metrics.Find(telling.Metric)!.Value)}, version {best.Facts.Version.Number} has {Figures.Short(best.Metrics.Find(telling.Metric)!.Value)}"
            );
    }

    private static string Values(Selection selection, Considered one) =>
        string.Join(
            ", ",
            selection.Objectives.Select(objective => Figures.Short(one.Metrics.Find(objective.Metric)!.Value))
        );

    // What hinders it whatever it measures, and what by its metrics.
    private sealed record Considered(VersionFacts Facts, KnownMetrics Metrics, string? Unfit, string? Shortfall)
    {
        public string? Obstacle => Unfit ?? Shortfall;

        public Lack? Lacks => Unfit is null ? Metrics.Lacks : null;
    }
}
