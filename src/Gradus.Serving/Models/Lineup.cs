using System.Globalization;
using Gradus.Serving.Traffic;

namespace Gradus.Serving.Models;

/// <summary>Who answers at an address. It does not change; another one takes its place.</summary>
/// <param name="Current">The version that answers; null until one is loaded.</param>
/// <param name="Split">The version that takes over step by step beside it; null if there is none.</param>
/// <param name="Problem">Why it is not, or perhaps not, who it should be; null if all is well.</param>
internal sealed record Lineup(ServedVersion? Current, Split? Split = null, string? Problem = null)
{
    // Outside of a rollout: two of them are counted, the older one whole.
    private static readonly TimeSpan Half = TimeSpan.FromMinutes(5);

    /// <summary>Nobody answers yet.</summary>
    public static Lineup Nobody { get; } = new((ServedVersion?)null);

    /// <summary>All versions that are in it.</summary>
    public IEnumerable<ServedVersion> Versions
    {
        get
        {
            if (Current is not null)
            {
                yield return Current;
            }

            if (Split is not null)
            {
                yield return Split.Candidate;
            }
        }
    }

    /// <summary>A version's part in it, as metrics call it.</summary>
    public string RoleOf(ServedVersion version) =>
        Split is null ? ServingMeter.Only
        : version.Pool == Split.Candidate.Pool ? ServingMeter.Candidate
        : ServingMeter.Incumbent;

    /// <summary>The version of this number, if it is loaded here.</summary>
    public ServedVersion? Find(string number) =>
        Versions.FirstOrDefault(version => version.Number.ToString(CultureInfo.InvariantCulture) == number);

    /// <summary>Who answers a caller's request; null if nobody does.</summary>
    public ServedVersion? Choose(Caller caller) =>
        caller.Version is { } number ? Find(number)
        : Split is { } split && split.Takes(caller) ? split.Candidate
        : Current;

    /// <summary>
    /// The lineup that comes as near to what is meant as the loaded versions allow. A candidate is in it only beside the version
    /// that is meant to answer the rest; until that is loaded, who answers now answers everything. Counts begin anew where
    /// anybody's part changes.
    /// </summary>
    /// <param name="answering">Who is meant to answer.</param>
    /// <param name="candidate">Who is meant to take over step by step; null for nobody.</param>
    /// <param name="step">The step; null where there is no candidate.</param>
    /// <param name="loaded">Versions that are loaded and not in this lineup.</param>
    /// <param name="clock">The time.</param>
    public Lineup Toward(
        VersionKey answering,
        VersionKey? candidate,
        SplitStep? step,
        Func<VersionKey, ServedVersion?> loaded,
        TimeProvider clock
    )
    {
        var next = Get(answering) ?? Current;
        var beside = next?.Key == answering && step is not null && candidate is { } key ? Get(key) : null;
        var nextStep = beside is null ? null : step;
        if (
            next is null
            || (next.Key == Current?.Key && Split?.Step == nextStep && Split?.Candidate.Key == beside?.Key)
        )
        {
            return this;
        }

        return beside is null
            ? Alone(next, clock)
            : new Lineup(Afresh(next, null, clock), SplitOf(step!, Afresh(beside, null, clock)));

        ServedVersion? Get(VersionKey wanted) =>
            Versions.FirstOrDefault(version => version.Key == wanted) ?? loaded(wanted);
    }

    /// <summary>The same without a candidate.</summary>
    public Lineup WithoutSplit(TimeProvider clock) =>
        Split is null || Current is null ? this : Alone(Current, clock) with { Problem = Problem };

    /// <summary>One version answers everything.</summary>
    public Lineup Alone(ServedVersion version, TimeProvider clock) => new(Afresh(version, Half, clock));

    private ServedVersion Afresh(ServedVersion version, TimeSpan? half, TimeProvider clock) =>
        version with
        {
            Since = version.Key == Current?.Key ? version.Since : clock.GetUtcNow(),
            Count = new TrafficCount(clock, half),
        };

    private static Split SplitOf(SplitStep step, ServedVersion candidate) =>
        new(step, candidate, step.IsMirror ? new Mirror(candidate) : null);
}
