using Gradus.Core.Gates;

namespace Gradus.Core.Serving;

/// <summary>What a gateway said of a stage that it serves.</summary>
/// <param name="Gateway">The gateway's name.</param>
/// <param name="ReportedAt">When the server heard it.</param>
/// <param name="Answering">The version that answers; null if none is loaded.</param>
/// <param name="Candidate">The version that takes over step by step, loaded beside it; null if there is none.</param>
/// <param name="Split">The step of the rollout that it follows; null if none.</param>
/// <param name="Problem">Why it does not serve what it should; null if it does.</param>
public sealed record GatewayReport(
    string Gateway,
    DateTimeOffset ReportedAt,
    ServedVersion? Answering,
    ServedVersion? Candidate,
    string? Split,
    string? Problem
)
{
    /// <summary>How long a gateway counts as being there after it was last heard; it speaks every five seconds at least.</summary>
    public static readonly TimeSpan Fresh = TimeSpan.FromSeconds(30);

    /// <summary>How long a gateway's name may be, in characters.</summary>
    public const int MaxNameLength = 200;

    /// <summary>How long a problem may be told, in characters.</summary>
    public const int MaxProblemLength = 2_000;

    /// <summary>Whether it was heard lately.</summary>
    public bool IsFresh(DateTimeOffset now) => now - ReportedAt <= Fresh;
}

/// <summary>A version that a gateway has loaded, and how it has answered.</summary>
/// <param name="Version">Its number.</param>
/// <param name="Digest">The digest of the manifest whose files it checked and loaded, "sha256:…".</param>
/// <param name="Traffic">How it has answered.</param>
public sealed record ServedVersion(int Version, string Digest, ServedTraffic Traffic);

/// <summary>How a version has answered.</summary>
/// <param name="Requests">Requests that reached it, without those that were refused for their own faults.</param>
/// <param name="Failures">Those of them that had no answer by its fault.</param>
/// <param name="Latency">How long the others took.</param>
/// <param name="Compared">Mirrored requests whose two answers were compared.</param>
/// <param name="Agreed">Those of them in which the answers were the same.</param>
public sealed record ServedTraffic(
    long Requests,
    long Failures,
    LatencyHistogram Latency,
    long Compared = 0,
    long Agreed = 0
)
{
    /// <summary>No requests.</summary>
    public static ServedTraffic None { get; } = new(0, 0, LatencyHistogram.Empty);

    /// <summary>Both together.</summary>
    public ServedTraffic Add(ServedTraffic other)
    {
        ArgumentNullException.ThrowIfNull(other);
        return new(
            Requests + other.Requests,
            Failures + other.Failures,
            Latency.Add(other.Latency),
            Compared + other.Compared,
            Agreed + other.Agreed
        );
    }
}

/// <summary>What gateways say of a version since something began.</summary>
/// <param name="Reports">What each said last.</param>
/// <param name="Split">The step of the rollout that counts; null where the version answers everything.</param>
/// <param name="IsMirrored">Whether the version's answers are compared and thrown away.</param>
/// <param name="Since">Since when it is waited for them.</param>
public sealed record StageTraffic(
    IReadOnlyList<GatewayReport> Reports,
    string? Split,
    bool IsMirrored,
    DateTimeOffset Since
)
{
    /// <summary>
    /// What was said when gateways had come to the version; null until they have. Who falls silent or comes later says nothing
    /// against it.
    /// </summary>
    public GateResult? Converged { get; init; }

    /// <summary>The number of a version that gateways prefer to it, since it holds the stage too and is higher; null for none.</summary>
    public int? Preferred { get; init; }

    /// <summary>What a gateway says of the bytes in the part that they play now; null if it does not have them there.</summary>
    public ServedVersion? PartOf(GatewayReport report, string digest)
    {
        ArgumentNullException.ThrowIfNull(report);
        var served = Split is null ? report.Answering : report.Candidate;
        return report.Split == Split && served?.Digest == digest ? served : null;
    }

    /// <summary>
    /// How the bytes have answered on all gateways: in a step of a rollout on those that have fallen silent too, since what they
    /// counted in it happened; else on those that are there, and have spoken since.
    /// </summary>
    public ServedTraffic Of(string digest, DateTimeOffset now) =>
        Reports
            .Where(report => Split is not null || (report.IsFresh(now) && report.ReportedAt >= Since))
            .Select(report => PartOf(report, digest)?.Traffic)
            .OfType<ServedTraffic>()
            .Aggregate(ServedTraffic.None, (all, one) => all.Add(one));
}
