using Gradus.Protocol.Models;

namespace Gradus.Protocol.Serving;

/// <summary>Who is to answer at a stage of a model, and for which share of the requests.</summary>
/// <param name="Holder">The version that holds the stage; of several the highest. Null if none does.</param>
/// <param name="Rollout">How it takes over step by step; null where it answers everything.</param>
public sealed record TrafficDto(VersionDto? Holder, RolloutDto? Rollout = null);

/// <summary>A step of a promotion whose version takes over step by step.</summary>
/// <param name="Promotion">The promotion's id.</param>
/// <param name="Split">Names the step; gateways say it with what they report, so that one step's counts are not taken for another's.</param>
/// <param name="Incumbent">Who answers the rest of the requests.</param>
/// <param name="Share">The share of requests, 0 to 1, that the holder answers.</param>
/// <param name="Mirror">
/// Whether the holder is asked what the incumbent is asked, and its answers are compared and thrown away.
/// </param>
/// <param name="Key">
/// The request header by which requests stay with one version; null where each request is drawn for itself.
/// </param>
/// <param name="Step">The number of the step, from 1.</param>
/// <param name="Steps">How many there are.</param>
/// <param name="Since">Since when this step is on, in milliseconds since 1970.</param>
public sealed record RolloutDto(
    string Promotion,
    string Split,
    VersionDto Incumbent,
    double Share,
    bool Mirror,
    string? Key,
    int Step,
    int Steps,
    long Since
);

/// <summary>What a gateway says of a stage that it serves.</summary>
/// <param name="Answering">The version that answers; null if none is loaded.</param>
/// <param name="Candidate">The version that takes over step by step, loaded beside it; null if there is none.</param>
/// <param name="Split">The step of the rollout that it follows; null if none.</param>
/// <param name="Problem">Why it does not serve what it should; null if it does.</param>
public sealed record GatewayReportDto(
    ServedVersionDto? Answering,
    ServedVersionDto? Candidate = null,
    string? Split = null,
    string? Problem = null
);

/// <summary>A version that a gateway has loaded, and how it has answered.</summary>
/// <param name="Version">Its number.</param>
/// <param name="Digest">The digest of the manifest whose files were checked and loaded, "sha256:…".</param>
/// <param name="Traffic">What was counted since the step of the rollout began, or in the last minutes where there is none.</param>
public sealed record ServedVersionDto(int Version, string Digest, ServedTrafficDto Traffic);

/// <summary>How a version has answered.</summary>
/// <param name="Requests">Requests that reached it, mirrored ones too; without those that were refused for their own faults.</param>
/// <param name="Failures">Those of them that had no answer by the version's fault (statuses 500, 502 and 504).</param>
/// <param name="Latency">
/// Times of the others, counted in 65 buckets whose upper bounds are 0.25 ms × 2^(i/4); the last takes whatever is slower.
/// </param>
/// <param name="Compared">Mirrored requests whose two answers were compared.</param>
/// <param name="Agreed">Those of them in which the answers were the same.</param>
public sealed record ServedTrafficDto(
    long Requests,
    long Failures,
    IReadOnlyList<long> Latency,
    long Compared = 0,
    long Agreed = 0
);

/// <summary>What gateways have said of a stage.</summary>
public sealed record GatewayListDto(IReadOnlyList<GatewayDto> Gateways);

/// <summary>What one gateway said last of a stage.</summary>
/// <param name="Gateway">Its name.</param>
/// <param name="Report">What it said.</param>
/// <param name="ReportedAt">When, in milliseconds since 1970.</param>
public sealed record GatewayDto(string Gateway, GatewayReportDto Report, long ReportedAt);
