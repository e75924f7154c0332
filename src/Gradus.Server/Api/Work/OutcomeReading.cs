using Gradus.Core.Artifacts;
using Gradus.Core.Errors;
using Gradus.Core.Evaluations;
using Gradus.Core.Models;
using Gradus.Core.Promotions;
using Gradus.Protocol.Work;

namespace Gradus.Server.Api.Work;

/// <summary>Reads what a worker brings back: it must be about the bytes it was given, and such that it can be kept.</summary>
internal static class OutcomeReading
{
    private const int MaxNameLength = 200;
    private const int MaxMetrics = 1_000;

    /// <summary>The evidence, or what is wrong with the answer.</summary>
    /// <param name="request">The answer.</param>
    /// <param name="artifact">What was to be measured.</param>
    /// <param name="dataset">On what.</param>
    /// <param name="now">When the answer arrived.</param>
    public static Result<Evaluation> Read(
        OutcomeDto request,
        Digest artifact,
        PromotionDataset dataset,
        DateTimeOffset now
    )
    {
        var measured = request.Measurement;
        if (FindOutcome(request.Outcome) is not { } outcome)
        {
            return Error.Invalid("'outcome' must be measured, incompatible or error.", "outcome");
        }

        if (FindProblem(request, outcome) is { } problem)
        {
            return problem;
        }

        if (
            measured is not null
            && (
                measured.ArtifactDigest != artifact.ToString()
                || measured.DatasetDigest != dataset.ParsedDigest.ToString()
            )
        )
        {
            return Error.Conflict("This was measured on other bytes than were asked for.");
        }

        return new Evaluation(
            Id: Guid.CreateVersion7().ToString("N"),
            Artifact: artifact,
            Dataset: dataset.ParsedDigest,
            Outcome: outcome,
            Reason: measured is null ? Clean(request.Reason) : null,
            Metrics: measured?.Metrics ?? new Dictionary<string, double>(),
            Examples: measured?.Examples ?? 0,
            Worker: request.Worker,
            Code: measured?.Code ?? "",
            Runtime: measured?.Runtime ?? "",
            StartedAt: measured is null ? now : DateTimeOffset.FromUnixTimeMilliseconds(measured.StartedAt),
            FinishedAt: now
        );
    }

    private static EvaluationOutcome? FindOutcome(string? text) =>
        text switch
        {
            "measured" => EvaluationOutcome.Measured,
            "incompatible" => EvaluationOutcome.Incompatible,
            "error" => EvaluationOutcome.Error,
            _ => null,
        };

    private static Error? FindProblem(OutcomeDto request, EvaluationOutcome outcome)
    {
        var measured = request.Measurement;
        if ((outcome == EvaluationOutcome.Measured) != (measured is not null))
        {
            return Error.Invalid("'measurement' belongs to the outcome measured, and to no other.", "measurement");
        }

        if (!IsName(request.Worker) || (measured is not null && !(IsName(measured.Code) && IsName(measured.Runtime))))
        {
            return Error.Invalid(
                $"'worker', 'code' and 'runtime' must be names of 1 to {MaxNameLength} characters.",
                "worker"
            );
        }

        return measured is null ? null : FindProblem(measured);
    }

    private static Error? FindProblem(MeasurementDto measured) =>
        measured switch
        {
            { Metrics: null or { Count: > MaxMetrics } } => Error.Invalid(
                $"'metrics' must hold at most {MaxMetrics} values.",
                "metrics"
            ),
            _ when !measured.Metrics.Keys.All(IsName) => Error.Invalid(
                $"A metric's name has 1 to {MaxNameLength} characters.",
                "metrics"
            ),
            { Examples: < 0 } => Error.Invalid("'examples' must not be negative.", "examples"),
            _ when measured.StartedAt < 0 || measured.StartedAt > DateTimeOffset.MaxValue.ToUnixTimeMilliseconds() =>
                Error.Invalid("'started_at' is not a time in Unix milliseconds.", "started_at"),
            _ => null,
        };

    private static bool IsName(string? text) => text is { Length: > 0 and <= MaxNameLength } && Text.IsPrintable(text);

    // A failed process says what it likes, and it must not be lost for that.
    private static string Clean(string? reason)
    {
        var text = string.IsNullOrWhiteSpace(reason) ? "the worker gave no reason" : reason;
        return string.Concat(
            text.Take(Text.MaxLineLength).Where(c => !char.IsSurrogate(c) && (c is '\n' or '\t' || !char.IsControl(c)))
        );
    }
}
