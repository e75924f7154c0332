using System.Text.Json;
using Gradus.Protocol.Promotions;

namespace Gradus.Protocol.Work;

/// <summary>A worker asks for something to do. The server holds the answer back until there is work or the wait is over.</summary>
/// <param name="Worker">The worker's name, unique among those running, e.g. host name and process id.</param>
/// <param name="WaitSeconds">How long to wait for work, 0–30.</param>
/// <param name="Runners"><c>kubernetes</c> for what the policy's runners of this kind shall do; absent for a worker's.</param>
public sealed record LeaseRequestDto(string Worker, int WaitSeconds, string? Runners = null);

/// <summary>How much work there is for workers, of all promotions.</summary>
/// <param name="Waiting">Pieces of work that no worker holds.</param>
/// <param name="Taken">Pieces of work that one does.</param>
/// <param name="ForRunners">How many of those that wait name a runner of the policy.</param>
public sealed record WorkCountDto(long Waiting, long Taken, long ForRunners = 0);

/// <summary>One piece of work, leased: measure a model on a data set, run a test command on it, ask a webhook, or compare predictions.</summary>
/// <param name="Id">The work's id.</param>
/// <param name="Lease">Proves that this worker holds it; goes back with each heartbeat and with the outcome.</param>
/// <param name="LeaseSeconds">How long the lease holds without a heartbeat.</param>
/// <param name="Attempt">1 for the first try.</param>
/// <param name="Kind"><c>evaluate</c>, <c>command</c>, <c>http</c>, <c>compare</c>, <c>fairness</c>, <c>drift</c> or <c>latency</c>.</param>
/// <param name="Artifact">The files it is done on.</param>
/// <param name="Limits">What the process may use.</param>
/// <param name="Dataset">For <c>evaluate</c>: what to measure on; for <c>compare</c> and <c>fairness</c>: what was measured on.</param>
/// <param name="Command">For <c>command</c>: what to run.</param>
/// <param name="Webhook">For <c>http</c>: whom to ask.</param>
/// <param name="Subject">For <c>command</c> and <c>http</c>: which version it is about.</param>
/// <param name="Incumbent">For <c>command</c>, <c>http</c> and <c>latency</c>: the files of the version that holds the stage, if one does.</param>
/// <param name="Predictions">For <c>compare</c>: whose predictions to compare.</param>
/// <param name="Groups">For <c>fairness</c>: whose groups to look at.</param>
/// <param name="Reference">For <c>drift</c>: what the data set is held against.</param>
/// <param name="Load">For <c>latency</c>: which requests arrive.</param>
/// <param name="Runner">For a dispatcher: how it is to be run.</param>
public sealed record WorkDto(
    string Id,
    string Lease,
    int LeaseSeconds,
    int Attempt,
    string Kind,
    WorkArtifactDto Artifact,
    WorkLimitsDto Limits,
    WorkDatasetDto? Dataset = null,
    WorkCommandDto? Command = null,
    WorkWebhookDto? Webhook = null,
    WorkSubjectDto? Subject = null,
    WorkArtifactDto? Incumbent = null,
    WorkPredictionsDto? Predictions = null,
    WorkGroupsDto? Groups = null,
    WorkDatasetDto? Reference = null,
    WorkLoadDto? Load = null,
    WorkRunnerDto? Runner = null
);

/// <summary>A runner of the policy: a cluster's Jobs.</summary>
/// <param name="Name">What the policy calls it.</param>
/// <param name="Template">The Job to be filled in, of the form batch/v1.</param>
/// <param name="Namespace">The namespace of its Jobs; absent for the dispatcher's own.</param>
public sealed record WorkRunnerDto(string Name, JsonElement Template, string? Namespace = null);

/// <summary>Requests that arrive at a rate, whatever becomes of those before.</summary>
/// <param name="PerSecond">How many arrive in a second on average.</param>
/// <param name="Requests">How many there are, for each model.</param>
/// <param name="Confidence">How often an interval shall hold the true value, e.g. 0.95.</param>
public sealed record WorkLoadDto(double PerSecond, int Requests, double Confidence);

/// <summary>A model's predictions, and the groups whose treatment is looked at.</summary>
/// <param name="Predictions">The predictions, as they were left when it was measured.</param>
/// <param name="Column">The column that names each example's group.</param>
/// <param name="MinExamples">How many examples a group must have to be compared.</param>
/// <param name="Confidence">How often the intervals shall hold the true value, e.g. 0.95.</param>
public sealed record WorkGroupsDto(OutputDto Predictions, string Column, long MinExamples, double Confidence);

/// <summary>Two models' predictions of one data set.</summary>
/// <param name="Candidate">The candidate's, as they were left when it was measured.</param>
/// <param name="Incumbent">The incumbent's.</param>
/// <param name="Confidence">How often the intervals of the differences shall hold the true value, e.g. 0.95.</param>
public sealed record WorkPredictionsDto(OutputDto Candidate, OutputDto Incumbent, double Confidence);

/// <summary>A file that a worker left with what it found.</summary>
/// <param name="Digest">"sha256:…" of its bytes.</param>
/// <param name="Size">Bytes.</param>
public sealed record OutputDto(string Digest, long Size);

/// <summary>A test command.</summary>
/// <param name="Name">What it is called in results.</param>
/// <param name="Arguments">The program and its arguments; no shell is between.</param>
/// <param name="Report"><c>junit</c> or <c>json</c>: what it writes to REPORT_PATH; absent for nothing.</param>
/// <param name="Environment">Variables it gets besides the fixed ones.</param>
public sealed record WorkCommandDto(
    string Name,
    IReadOnlyList<string> Arguments,
    string? Report,
    IReadOnlyDictionary<string, string> Environment
);

/// <summary>A webhook that answers with a verdict.</summary>
/// <param name="Name">What it is called in results.</param>
/// <param name="Url">Where it is asked, by POST.</param>
public sealed record WorkWebhookDto(string Name, string Url);

/// <summary>The version that work is about.</summary>
/// <param name="Model">The registered model's name.</param>
/// <param name="Stage">The stage it wants into.</param>
/// <param name="Candidate">Its number.</param>
/// <param name="Incumbent">The number of the version that holds the stage; absent if none does.</param>
public sealed record WorkSubjectDto(string Model, string Stage, int Candidate, int? Incumbent);

/// <summary>The model's files, by digest.</summary>
/// <param name="Digest">The manifest's digest: "sha256:…".</param>
/// <param name="Files">Every file of the model.</param>
public sealed record WorkArtifactDto(string Digest, IReadOnlyList<WorkFileDto> Files);

/// <summary>One file: its path in the model, its size in bytes, its digest "sha256:…".</summary>
public sealed record WorkFileDto(string Path, long Size, string Digest);

/// <summary>The data set's file, by digest, and the part its columns play.</summary>
/// <param name="Name">The name it is registered under.</param>
/// <param name="Digest">"sha256:…" of the file.</param>
/// <param name="Size">Bytes.</param>
/// <param name="Label">The column with the truth.</param>
/// <param name="Ignore">Columns that are neither feature nor label.</param>
/// <param name="Task"><c>classification</c>, <c>regression</c> or <c>ranking</c>.</param>
/// <param name="Query">Of a ranking, the column that names the query of a row; absent else.</param>
public sealed record WorkDatasetDto(
    string Name,
    string Digest,
    long Size,
    string Label,
    IReadOnlyList<string> Ignore,
    string Task = "classification",
    string? Query = null
);

/// <summary>What the measuring process may use before it is ended.</summary>
/// <param name="TimeoutSeconds">Wall time.</param>
/// <param name="MemoryBytes">Resident memory.</param>
public sealed record WorkLimitsDto(int TimeoutSeconds, long MemoryBytes);

/// <summary>A worker says that it is still at it.</summary>
public sealed record HeartbeatDto(string Lease);

/// <summary>How a piece of work ended.</summary>
/// <param name="Lease">The lease under which it was done.</param>
/// <param name="Worker">Who did it.</param>
/// <param name="Outcome"><c>measured</c>, <c>incompatible</c> (the model cannot take this data set: a refusal), <c>passed</c>,
/// <c>failed</c>, <c>inconclusive</c> (what a command or a webhook says) or <c>error</c> (the process failed: technical).</param>
/// <param name="Reason">Why; null for measured.</param>
/// <param name="Measurement">What was measured; null unless measured.</param>
/// <param name="Finding">What a command or a webhook said; null for an evaluation, and for an error that left nothing.</param>
public sealed record OutcomeDto(
    string Lease,
    string Worker,
    string Outcome,
    string? Reason,
    MeasurementDto? Measurement,
    FindingDto? Finding = null
);

/// <summary>What a test command or a webhook said of which bytes.</summary>
/// <param name="Metrics">What it reported, by name, e.g. tests, failures, skipped.</param>
/// <param name="ArtifactDigest">The manifest's digest as the worker recomputed it from the bytes it laid out.</param>
/// <param name="Code">What was run, with its version or digest.</param>
/// <param name="Log">The end of what it printed; null if there is none.</param>
/// <param name="StartedAt">Unix milliseconds.</param>
/// <param name="FinishedAt">Unix milliseconds.</param>
public sealed record FindingDto(
    IReadOnlyDictionary<string, double> Metrics,
    string ArtifactDigest,
    string Code,
    string? Log,
    long StartedAt,
    long FinishedAt
);

/// <summary>What a worker measured, on which bytes, with which code.</summary>
/// <param name="Metrics">By name: accuracy, balanced_accuracy, f1_macro, f1_weighted, log_loss, roc_auc (one-vs-rest macro mean); mae, rmse, r2, mape; ndcg, map; latency_p50_ms, latency_p95_ms, latency_p99_ms, examples_per_second …; NaN where undefined.</param>
/// <param name="Examples">How many examples were scored; of a ranking, how many queries.</param>
/// <param name="ArtifactDigest">The manifest's digest as the worker recomputed it from the bytes it loaded.</param>
/// <param name="DatasetDigest">The data set's digest as the worker recomputed it.</param>
/// <param name="Code">What measured, e.g. "Gradus.Evaluation 0.1.0".</param>
/// <param name="Runtime">What ran the model, e.g. "ONNX Runtime 1.31.1".</param>
/// <param name="StartedAt">Unix milliseconds.</param>
/// <param name="FinishedAt">Unix milliseconds.</param>
/// <param name="Slices">The same for each part of the data set, at most 500.</param>
/// <param name="Output">The file that was left: the predictions of an evaluation (Parquet), the report of a comparison (JSON).</param>
public sealed record MeasurementDto(
    IReadOnlyDictionary<string, double> Metrics,
    long Examples,
    string ArtifactDigest,
    string DatasetDigest,
    string Code,
    string Runtime,
    long StartedAt,
    long FinishedAt,
    IReadOnlyList<SliceDto>? Slices = null,
    OutputDto? Output = null
);
