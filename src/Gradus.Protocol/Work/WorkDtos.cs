namespace Gradus.Protocol.Work;

/// <summary>A worker asks for something to do. The server holds the answer back until there is work or the wait is over.</summary>
/// <param name="Worker">The worker's name, unique among those running, e.g. host name and process id.</param>
/// <param name="WaitSeconds">How long to wait for work, 0–30.</param>
public sealed record LeaseRequestDto(string Worker, int WaitSeconds);

/// <summary>One piece of work, leased: measure a model on a data set.</summary>
/// <param name="Id">The work's id.</param>
/// <param name="Lease">Proves that this worker holds it; goes back with each heartbeat and with the outcome.</param>
/// <param name="LeaseSeconds">How long the lease holds without a heartbeat.</param>
/// <param name="Attempt">1 for the first try.</param>
/// <param name="Artifact">What to measure.</param>
/// <param name="Dataset">What to measure it on.</param>
/// <param name="Limits">What the measuring process may use.</param>
public sealed record WorkDto(
    string Id,
    string Lease,
    int LeaseSeconds,
    int Attempt,
    WorkArtifactDto Artifact,
    WorkDatasetDto Dataset,
    WorkLimitsDto Limits
);

/// <summary>The model's files, by digest.</summary>
/// <param name="Digest">The manifest's digest: "sha256:…".</param>
/// <param name="Files">Every file of the model.</param>
public sealed record WorkArtifactDto(string Digest, IReadOnlyList<WorkFileDto> Files);

/// <summary>One file: its path in the model, its size in bytes, its digest "sha256:…".</summary>
public sealed record WorkFileDto(string Path, long Size, string Digest);

/// <summary>The data set's file, by digest, and the part its columns play.</summary>
/// <param name="Name">The name it is registered under.</param>
/// <param name="Digest">"sha256:…" of the CSV file.</param>
/// <param name="Size">Bytes.</param>
/// <param name="Label">The column with the true class.</param>
/// <param name="Ignore">Columns that are neither feature nor label.</param>
public sealed record WorkDatasetDto(string Name, string Digest, long Size, string Label, IReadOnlyList<string> Ignore);

/// <summary>What the measuring process may use before it is ended.</summary>
/// <param name="TimeoutSeconds">Wall time.</param>
/// <param name="MemoryBytes">Resident memory.</param>
public sealed record WorkLimitsDto(int TimeoutSeconds, long MemoryBytes);

/// <summary>A worker says that it is still at it.</summary>
public sealed record HeartbeatDto(string Lease);

/// <summary>How a piece of work ended.</summary>
/// <param name="Lease">The lease under which it was done.</param>
/// <param name="Worker">Who did it.</param>
/// <param name="Outcome"><c>measured</c>, <c>incompatible</c> (the model cannot take this data set: a refusal) or <c>error</c> (the process failed: technical).</param>
/// <param name="Reason">Why, for incompatible and error; null for measured.</param>
/// <param name="Measurement">What was measured; null unless measured.</param>
public sealed record OutcomeDto(
    string Lease,
    string Worker,
    string Outcome,
    string? Reason,
    MeasurementDto? Measurement
);

/// <summary>What a worker measured, on which bytes, with which code.</summary>
/// <param name="Metrics">By name: accuracy, balanced_accuracy, f1_macro, f1_weighted, log_loss, roc_auc (one-vs-rest macro mean), latency_p50_ms, latency_p95_ms, latency_p99_ms, examples_per_second …; NaN where undefined.</param>
/// <param name="Examples">How many examples were scored.</param>
/// <param name="ArtifactDigest">The manifest's digest as the worker recomputed it from the bytes it loaded.</param>
/// <param name="DatasetDigest">The data set's digest as the worker recomputed it.</param>
/// <param name="Code">What measured, e.g. "Gradus.Evaluation 0.1.0".</param>
/// <param name="Runtime">What ran the model, e.g. "ONNX Runtime 1.31.1".</param>
/// <param name="StartedAt">Unix milliseconds.</param>
/// <param name="FinishedAt">Unix milliseconds.</param>
public sealed record MeasurementDto(
    IReadOnlyDictionary<string, double> Metrics,
    long Examples,
    string ArtifactDigest,
    string DatasetDigest,
    string Code,
    string Runtime,
    long StartedAt,
    long FinishedAt
);
