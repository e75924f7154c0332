using Gradus.Artifacts.Local;
using Gradus.Core.Artifacts;
using Gradus.Core.Errors;
using Gradus.Core.Evaluations;
using Gradus.Core.Models;
using Gradus.Core.Work;
using Gradus.Protocol.Promotions;
using Gradus.Protocol.Work;
using Gradus.Server.Api.Comparisons;

namespace Gradus.Server.Api.Work;

/// <summary>Reads what a worker brings back: it must be about the bytes it was given, and such that it can be kept.</summary>
internal static class OutcomeReading
{
    private const int MaxNameLength = 200;
    private const int MaxMetrics = 1_000;
    private const int MaxSliceMetrics = 20;
    private const int MaxLogLength = 100_000;

    private static readonly Dictionary<string, EvaluationOutcome> OfEvaluation = new()
    {
        ["measured"] = EvaluationOutcome.Measured,
        ["incompatible"] = EvaluationOutcome.Incompatible,
        ["error"] = EvaluationOutcome.Error,
    };

    private static readonly Dictionary<string, EvaluationOutcome> OfVerdict = new()
    {
        ["passed"] = EvaluationOutcome.Passed,
        ["failed"] = EvaluationOutcome.Failed,
        ["inconclusive"] = EvaluationOutcome.Inconclusive,
        ["error"] = EvaluationOutcome.Error,
    };

    /// <summary>The evidence, or what is wrong with the answer.</summary>
    /// <param name="request">The answer.</param>
    /// <param name="artifact">What it was to be done on.</param>
    /// <param name="task">What was to be done.</param>
    /// <param name="blobs">Where the file that was left must be by now.</param>
    /// <param name="now">When the answer arrived.</param>
    public static Result<Evaluation> Read(
        OutcomeDto request,
        Digest artifact,
        WorkTask task,
        LocalBlobStore blobs,
        DateTimeOffset now
    )
    {
        var isMeasurement = task.Kind is not (WorkKind.Command or WorkKind.Http);
        var allowed = isMeasurement ? OfEvaluation : OfVerdict;
        if (!allowed.TryGetValue(request.Outcome ?? "", out var outcome))
        {
            return Error.Invalid($"'outcome' must be one of {string.Join(", ", allowed.Keys)}.", "outcome");
        }

        if (!IsName(request.Worker))
        {
            return Error.Invalid($"'worker' must be a name of 1 to {MaxNameLength} characters.", "worker");
        }

        return isMeasurement
            ? ReadMeasurement(request, outcome, artifact, task, now).Then(found => WithOutput(found, request, blobs))
            : ReadFinding(request, outcome, artifact, now);
    }

    private static Result<Evaluation> ReadMeasurement(
        OutcomeDto request,
        EvaluationOutcome outcome,
        Digest artifact,
        WorkTask task,
        DateTimeOffset now
    )
    {
        var measured = request.Measurement;
        var dataset = task.Dataset!.ParsedDigest;
        if ((outcome == EvaluationOutcome.Measured) != (measured is not null))
        {
            return Error.Invalid("'measurement' belongs to the outcome measured, and to no other.", "measurement");
        }

        if (measured is null)
        {
            return Bare(request, outcome, artifact, dataset, now);
        }

        if (
            (
                FindProblem(measured.Metrics, measured.StartedAt)
                ?? FindNameProblem(measured.Code, measured.Runtime)
                ?? FindProblem(measured.Slices ?? [])
            ) is
            { } problem
        )
        {
            return problem;
        }

        if (measured.Examples < 0)
        {
            return Error.Invalid("'examples' must not be negative.", "examples");
        }

        return measured.ArtifactDigest != artifact.ToString() || measured.DatasetDigest != dataset.ToString()
            ? OtherBytes()
            : Bare(request, outcome, artifact, dataset, now) with
            {
                Reason = null,
                Metrics = measured.Metrics,
                Examples = measured.Examples,
                Code = measured.Code,
                Runtime = measured.Runtime,
                StartedAt = DateTimeOffset.FromUnixTimeMilliseconds(measured.StartedAt),
                Slices =
                [
                    .. (measured.Slices ?? []).Select(slice => new Slice(
                        slice.Column,
                        slice.Value,
                        slice.Examples,
                        slice.Metrics
                    )),
                ],
            };
    }

    /// <summary>The most bytes that work of a kind may leave; null for none.</summary>
    public static long? MostOutput(WorkKind kind) =>
        kind switch
        {
            WorkKind.Evaluate => 16L << 30,
            WorkKind.Compare => ComparisonReports.MaxBytes,
            _ => null,
        };

    // Bytes before the row that names them.
    private static Result<Evaluation> WithOutput(Evaluation found, OutcomeDto request, LocalBlobStore blobs)
    {
        if (request.Measurement?.Output is not { } named)
        {
            return found;
        }

        if (!Digest.Parse(named.Digest).Try(out var digest, out var error))
        {
            return error;
        }

        return blobs.Find(digest) is { } blob && blob.Size == named.Size
            ? found with
            {
                Output = new OutputFile(digest, blob.Size),
            }
            : Error.Invalid($"'output' names {digest}, which is not stored in that size; put it first.", "output");
    }

    private static Result<Evaluation> ReadFinding(
        OutcomeDto request,
        EvaluationOutcome outcome,
        Digest artifact,
        DateTimeOffset now
    )
    {
        if (request.Finding is not { } finding)
        {
            return outcome == EvaluationOutcome.Error
                ? Bare(request, outcome, artifact, null, now)
                : Error.Invalid("'finding' belongs to every outcome but error.", "finding");
        }

        if ((FindProblem(finding.Metrics, finding.StartedAt) ?? FindNameProblem(finding.Code)) is { } problem)
        {
            return problem;
        }

        return finding.ArtifactDigest != artifact.ToString()
            ? OtherBytes()
            : Bare(request, outcome, artifact, null, now) with
            {
                Reason = request.Reason is null ? null : Clean(request.Reason, Text.MaxLineLength),
                Metrics = finding.Metrics,
                Code = finding.Code,
                StartedAt = DateTimeOffset.FromUnixTimeMilliseconds(finding.StartedAt),
                Log = finding.Log is null ? null : Clean(finding.Log, MaxLogLength),
            };
    }

    private static Evaluation Bare(
        OutcomeDto request,
        EvaluationOutcome outcome,
        Digest artifact,
        Digest? dataset,
        DateTimeOffset now
    ) =>
        new(
            Id: Guid.CreateVersion7().ToString("N"),
            Artifact: artifact,
            Dataset: dataset,
            Outcome: outcome,
            Reason: string.IsNullOrWhiteSpace(request.Reason)
                ? "the worker gave no reason"
                : Clean(request.Reason, Text.MaxLineLength),
            Metrics: new Dictionary<string, double>(),
            Examples: 0,
            Worker: request.Worker,
            Code: "",
            Runtime: "",
            StartedAt: now,
            FinishedAt: now
        );

    private static Error OtherBytes() => Error.Conflict("This was found on other bytes than were asked for.");

    private static Error? FindProblem(IReadOnlyDictionary<string, double>? metrics, long startedAt) =>
        metrics switch
        {
            null or { Count: > MaxMetrics } => Error.Invalid(
                $"'metrics' must hold at most {MaxMetrics} values.",
                "metrics"
            ),
            _ when !metrics.Keys.All(IsName) => Error.Invalid(
                $"A metric's name has 1 to {MaxNameLength} characters.",
                "metrics"
            ),
            _ when startedAt < 0 || startedAt > DateTimeOffset.MaxValue.ToUnixTimeMilliseconds() => Error.Invalid(
                "'started_at' is not a time in Unix milliseconds.",
                "started_at"
            ),
            _ => null,
        };

    private static Error? FindProblem(IReadOnlyList<SliceDto> slices) =>
        slices.Count <= Slice.Most
        && slices.All(slice =>
            slice is { Examples: >= 0, Value.Length: <= MaxNameLength, Metrics.Count: <= MaxSliceMetrics }
            && IsName(slice.Column)
            && Text.IsPrintable(slice.Value)
            && slice.Metrics.Keys.All(IsName)
        )
            ? null
            : Error.Invalid(
                $"'slices' must hold at most {Slice.Most}, each with a column, a printable value, a count and at most {MaxSliceMetrics} metrics.",
                "slices"
            );

    private static Error? FindNameProblem(params string?[] names) =>
        names.All(IsName)
            ? null
            : Error.Invalid($"'code' and 'runtime' must be names of 1 to {MaxNameLength} characters.", "code");

    private static bool IsName(string? text) => text is { Length: > 0 and <= MaxNameLength } && Text.IsPrintable(text);

    // A failed process says what it likes, and it must not be lost for that.
    private static string Clean(string text, int maxLength) =>
        string.Concat(
            text.Take(maxLength).Where(c => !char.IsSurrogate(c) && (c is '\n' or '\t' || !char.IsControl(c)))
        );
}
