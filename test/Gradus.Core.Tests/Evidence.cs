using Gradus.Core.Artifacts;
using Gradus.Core.Evaluations;
using Gradus.Core.Models;
using Gradus.Core.Promotions;

namespace Gradus.Core;

/// <summary>Versions and evaluations as tests need them.</summary>
internal static class Evidence
{
    public static readonly DateTimeOffset Noon = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

    /// <summary>Halves of surrogate pairs; in an attribute's argument they would not survive the compiler.</summary>
    public static readonly string[] BrokenTexts = ["\ud83d", "\ude80", "\ude80\ud83d", "a\ud83db", "a\ud83d"];

    public static readonly Digest Dataset = Digest.Of("dataset"u8);

    public static Digest ManifestOf(int number) => Digest.Of([(byte)number]);

    public static Evaluation Evaluation(EvaluationOutcome outcome, double? accuracy = null, int version = 1) =>
        new(
            Id: $"evaluation-{version}",
            Artifact: ManifestOf(version),
            Dataset: Dataset,
            Outcome: outcome,
            Reason: outcome == EvaluationOutcome.Measured ? null : "it says why",
            Metrics: accuracy is { } value
                ? new Dictionary<string, double> { ["accuracy"] = value, ["log_loss"] = 1 - value }
                : new Dictionary<string, double>(),
            Examples: 114,
            Worker: "worker-1",
            Code: "gradus 0.1",
            Runtime: "onnx",
            StartedAt: Noon,
            FinishedAt: Noon
        );

    public static ModelVersion Version(int number, string stage = "None", VersionStatus status = VersionStatus.Ready) =>
        new(
            Model: "fraud",
            Number: number,
            Stage: stage,
            Status: status,
            StatusMessage: status == VersionStatus.Ready ? null : "a byte changed",
            Description: "",
            Source: "s3://b/x",
            StorageLocation: "s3://b/x",
            RunId: "",
            RunLink: "",
            Manifest: ManifestOf(number),
            CreatedBy: "ana",
            CreatedAt: Noon,
            UpdatedAt: Noon,
            Tags: [],
            Aliases: []
        );

    public static VersionFacts Measured(int number, double accuracy, bool isHolder = false) =>
        new(
            Version(number, isHolder ? "Production" : "None"),
            null,
            Evaluation(EvaluationOutcome.Measured, accuracy, number),
            isHolder
        );
}
