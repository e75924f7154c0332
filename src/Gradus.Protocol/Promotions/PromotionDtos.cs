using Gradus.Protocol.Ledger;
using Gradus.Protocol.Work;

namespace Gradus.Protocol.Promotions;

/// <summary>Asks for a promotion: of one version, or of the best READY one by a metric.</summary>
/// <param name="Stage">The stage to promote to, exactly as registered.</param>
/// <param name="Version">The version to promote; absent with <paramref name="Best"/>.</param>
/// <param name="Best">The metrics that pick the version, separated by commas; of equals by the first the second decides. A
/// direction may follow: <c>accuracy,log_loss:min</c>. Absent with <paramref name="Version"/>.</param>
/// <param name="Dataset">The registered data set to measure on; absent for the one that the stage's policy measures on, if it
/// does.</param>
/// <param name="Require">Thresholds, e.g. <c>accuracy&gt;=0.95</c>, <c>latency_p95_ms&lt;=50</c>; of a logged metric:
/// <c>logged accuracy&gt;=0.95</c>.</param>
/// <param name="ArchiveExistingVersions">Whether the present holders of the stage go to the archive stage.</param>
/// <param name="Reason">Why, in the asker's words.</param>
/// <param name="TimeoutSeconds">How long one evaluation may take.</param>
/// <param name="MemoryBytes">How much memory one evaluation may use.</param>
/// <param name="Filter">With <c>best</c>: which versions are considered, in the grammar of version search.</param>
/// <param name="Constraints">With <c>best</c>: bounds a version must keep to be picked, e.g. <c>latency_p95_ms&lt;=50</c>.</param>
/// <param name="PlanDigest">The digest of the plan it is to carry out: refused if the world has changed since.</param>
/// <param name="Anew">Whether everything is measured again: evidence from before does not count.</param>
public sealed record PromotionRequestDto(
    string Stage,
    int? Version = null,
    string? Best = null,
    string? Dataset = null,
    IReadOnlyList<string>? Require = null,
    bool ArchiveExistingVersions = false,
    string? Reason = null,
    int? TimeoutSeconds = null,
    long? MemoryBytes = null,
    string? Filter = null,
    IReadOnlyList<string>? Constraints = null,
    string? PlanDigest = null,
    bool? Anew = null
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
/// <param name="Origin">person, transition (a call that knows no promotions) or automation (the policy).</param>
/// <param name="PolicyRevision">The policy's revision that its gates were judged by.</param>
/// <param name="Binding">The digest of what is approved: artifact, stage, policy, verdicts and evidence.</param>
/// <param name="WakeAt">When it is looked at again though nothing happens; absent for never.</param>
/// <param name="AppliedAt">When the version moved; absent until then.</param>
/// <param name="Verifications">The checks after the move.</param>
/// <param name="Ledger">Where in the ledger the move stands, and the checkpoint that covers it; absent until then, and in the answer to the request itself: a checkpoint is signed for whoever asks for the promotion.</param>
/// <param name="Rollout">How the version takes over step by step; absent before the move, and where it answers everything.</param>
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
    IReadOnlyList<EvaluationDto> Evidence,
    string Origin,
    int PolicyRevision,
    string? Binding,
    long? WakeAt,
    long? AppliedAt,
    IReadOnlyList<GateDto> Verifications,
    LedgerPlaceDto? Ledger = null,
    RolloutStateDto? Rollout = null
);

/// <summary>The step at which a version takes over from another.</summary>
/// <param name="Step">The number of the step, from 1.</param>
/// <param name="Steps">How many there are.</param>
/// <param name="Share">The share of requests, 0 to 1, that the version answers.</param>
/// <param name="Mirror">Whether it is asked what the incumbent is asked, and its answers are compared and thrown away.</param>
/// <param name="Incumbent">The version that answers the rest.</param>
/// <param name="Since">Since when this step is on, in milliseconds since 1970.</param>
public sealed record RolloutStateDto(int Step, int Steps, double Share, bool Mirror, int Incumbent, long Since);

/// <summary>A version considered for a promotion of the best.</summary>
/// <param name="Value">Its value of the metric; absent if it has none.</param>
/// <param name="Note">Why it was picked, or why it is out.</param>
/// <param name="Chosen">Whether it is the one; in a plan nobody is while a version is still to be measured.</param>
/// <param name="Rank">1 for the best of those whose metrics are known; absent for one that is out.</param>
/// <param name="Measurement">Of one that is out since it was not measured yet: missing (nobody has asked for it) or waiting (for a worker); absent for every other.</param>
public sealed record CandidateDto(
    int Version,
    string Stage,
    double? Value,
    string Note,
    bool Chosen,
    int? Rank,
    string? Measurement = null
);

/// <summary>One gate of a promotion.</summary>
/// <param name="Result">Passed, Failed, Inconclusive, Error, Skipped, Waived; absent while it has none.</param>
/// <param name="Message">E.g. <c>accuracy = 0.91; required ≥ 0.93</c>.</param>
/// <param name="Actual">The measured value, if the gate compares one.</param>
/// <param name="Bound">The required bound, if the gate has one.</param>
/// <param name="Evidence">The ids of the evidence it was judged on.</param>
/// <param name="Kind">Its kind, as a policy names it.</param>
/// <param name="ReportOnly">Whether its result is told and blocks nothing.</param>
public sealed record GateDto(
    string Name,
    string Kind,
    bool ReportOnly,
    string? Result,
    string Message,
    double? Actual,
    double? Bound,
    IReadOnlyList<string> Evidence
);

/// <summary>One condition that is not met.</summary>
/// <param name="Gate">The gate that says so.</param>
/// <param name="MissedBy">By how much the bound was missed; absent where that has no meaning.</param>
public sealed record UnmetDto(string Gate, string Message, double? Actual, double? Bound, double? MissedBy);

/// <summary>Evidence: what was measured, on which bytes, by which worker. Times are Unix milliseconds.</summary>
/// <param name="Output">The file that was left: the model's answers (Parquet), or the report of a comparison (JSON).</param>
public sealed record EvaluationDto(
    string Id,
    int? Version,
    string ArtifactDigest,
    string? DatasetDigest,
    string Outcome,
    string? Reason,
    IReadOnlyDictionary<string, double> Metrics,
    long Examples,
    string Worker,
    string Code,
    string Runtime,
    long StartedAt,
    long FinishedAt,
    string? Log,
    IReadOnlyList<SliceDto>? Slices = null,
    OutputDto? Output = null
);

/// <summary>How a model did on the examples that share a value of one column.</summary>
/// <param name="Column">The column: the label, or one that is no feature.</param>
/// <param name="Value">The value that they share.</param>
/// <param name="Examples">How many there are.</param>
/// <param name="Metrics">By name: accuracy, balanced_accuracy, precision_macro, recall_macro, f1_macro; NaN where undefined.</param>
public sealed record SliceDto(string Column, string Value, long Examples, IReadOnlyDictionary<string, double> Metrics);

/// <summary>One condition of a promotion, met or not.</summary>
/// <param name="Kind">permission, promotion, version, gate, approval, soak, freeze or line.</param>
/// <param name="Name">What it is called, e.g. a gate's name.</param>
/// <param name="Met">Whether it is met.</param>
/// <param name="Message">The value and the rule.</param>
/// <param name="Unblock">What would make it met; empty if it is.</param>
/// <param name="ReportOnly">Whether it is told and hinders nothing: the model's rules are not enforced, or it is a check after the move
/// that failed so far and is made anew then.</param>
public sealed record ConditionDto(
    string Kind,
    string Name,
    bool Met,
    string Message,
    string Unblock,
    bool ReportOnly = false
);

/// <summary>What a promotion would do if it were asked for now.</summary>
/// <param name="Ready">Whether it would be applied at once.</param>
/// <param name="Version">The version; absent if the best cannot be told yet.</param>
/// <param name="From">The stage it is in.</param>
/// <param name="To">The stage it would go to.</param>
/// <param name="Mode">enforce, warn or off.</param>
/// <param name="Conditions">Everything that has to be met.</param>
/// <param name="MissingApprovals">How many more approvals are needed.</param>
/// <param name="Displaced">The versions that would go to the archive stage.</param>
/// <param name="Aliases">The aliases that would move to the version.</param>
/// <param name="AliasesLost">The aliases that it bears for the stage that it would leave; they go to another holder, or away.</param>
/// <param name="Hooks">What would be called outside.</param>
/// <param name="Digest">Hand it to the real run as <c>plan_digest</c>: refused if the world has changed since.</param>
public sealed record PlanDto(
    string Model,
    bool Ready,
    int? Version,
    string? From,
    string To,
    string Mode,
    int PolicyRevision,
    IReadOnlyList<CandidateDto> Candidates,
    IReadOnlyList<GateDto> Gates,
    IReadOnlyList<ConditionDto> Conditions,
    int MissingApprovals,
    IReadOnlyList<int> Displaced,
    IReadOnlyList<string> Aliases,
    IReadOnlyList<string> AliasesLost,
    IReadOnlyList<string> Hooks,
    string Digest
);

/// <summary>A stretch of promotions, newest first.</summary>
public sealed record PromotionPageDto(IReadOnlyList<PromotionDto> Promotions, string? NextPageToken);
