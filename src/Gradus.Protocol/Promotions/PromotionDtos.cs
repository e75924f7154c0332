namespace Gradus.Protocol.Promotions;

/// <summary>Asks for a promotion: of one version, or of the best READY one by a metric.</summary>
/// <param name="Stage">The stage to promote to, exactly as registered.</param>
/// <param name="Version">The version to promote; absent with <paramref name="Best"/>.</param>
/// <param name="Best">The metric that picks the version; absent with <paramref name="Version"/>.</param>
/// <param name="Dataset">The registered data set to measure on; may be absent if nothing is required of any metric.</param>
/// <param name="Require">Thresholds, e.g. <c>accuracy&gt;=0.95</c>, <c>latency_p95_ms&lt;=50</c>.</param>
/// <param name="ArchiveExistingVersions">Whether the present holders of the stage go to the archive stage.</param>
/// <param name="Reason">Why, in the asker's words.</param>
/// <param name="TimeoutSeconds">How long one evaluation may take.</param>
/// <param name="MemoryBytes">How much memory one evaluation may use.</param>
public sealed record PromotionRequestDto(
    string Stage,
    int? Version = null,
    string? Best = null,
    string? Dataset = null,
    IReadOnlyList<string>? Require = null,
    bool ArchiveExistingVersions = false,
    string? Reason = null,
    int? TimeoutSeconds = null,
    long? MemoryBytes = null
);

/// <summary>A promotion as it stands. Times are Unix milliseconds.</summary>
/// <param name="Phase">Pending, Gating, AwaitingApproval, Soaking, Applying, Verifying, Succeeded, Refused, Errored, Cancelled, RolledBack.</param>
/// <param name="Version">The version; absent until the best one is picked.</param>
/// <param name="Revision">Grows with every change: hand it back when waiting for the next.</param>
/// <param name="Outcome">One sentence: what happened or what it waits for.</param>
/// <param name="Open">Whether it has not ended yet.</param>
/// <param name="Candidates">With <c>best</c>: every version considered, with its value or the reason it is out.</param>
/// <param name="Gates">The gates with their results so far.</param>
/// <param name="Unmet">What stands in the way, machine-readable; empty unless refused.</param>
public sealed record PromotionDto(
    string Id,
    string Model,
    int? Version,
    string Stage,
    string Phase,
    long Revision,
    bool Open,
    string Outcome,
    string? Best,
    string? Dataset,
    string? DatasetDigest,
    IReadOnlyList<string> Require,
    bool ArchiveExistingVersions,
    string Reason,
    string Actor,
    string RequestId,
    long CreatedAt,
    long UpdatedAt,
    IReadOnlyList<CandidateDto> Candidates,
    IReadOnlyList<GateDto> Gates,
    IReadOnlyList<UnmetDto> Unmet,
    IReadOnlyList<EvaluationDto> Evidence
);

/// <summary>A version considered for a promotion of the best.</summary>
/// <param name="Value">Its value of the metric; absent if it has none.</param>
/// <param name="Note">Why it was picked, or why it is out.</param>
/// <param name="Chosen">Whether it is the one.</param>
public sealed record CandidateDto(int Version, string Stage, double? Value, string Note, bool Chosen);

/// <summary>One gate of a promotion.</summary>
/// <param name="Result">Passed, Failed, Inconclusive, Error, Skipped, Waived; absent while it has none.</param>
/// <param name="Message">E.g. <c>accuracy = 0.91; required ≥ 0.93</c>.</param>
/// <param name="Actual">The measured value, if the gate compares one.</param>
/// <param name="Bound">The required bound, if the gate has one.</param>
/// <param name="Evidence">The evaluation it was judged on.</param>
public sealed record GateDto(
    string Name,
    string? Result,
    string Message,
    double? Actual,
    double? Bound,
    string? Evidence
);

/// <summary>One condition that is not met.</summary>
/// <param name="Gate">The gate that says so.</param>
/// <param name="MissedBy">By how much the bound was missed; absent where that has no meaning.</param>
public sealed record UnmetDto(string Gate, string Message, double? Actual, double? Bound, double? MissedBy);

/// <summary>Evidence: what was measured, on which bytes, by which worker. Times are Unix milliseconds.</summary>
public sealed record EvaluationDto(
    string Id,
    int? Version,
    string ArtifactDigest,
    string DatasetDigest,
    string Outcome,
    string? Reason,
    IReadOnlyDictionary<string, double> Metrics,
    long Examples,
    string Worker,
    string Code,
    string Runtime,
    long StartedAt,
    long FinishedAt
);

/// <summary>A stretch of promotions, newest first.</summary>
public sealed record PromotionPageDto(IReadOnlyList<PromotionDto> Promotions, string? NextPageToken);
