using Gradus.Core.Artifacts;
using Gradus.Core.Datasets;
using Gradus.Core.Evaluations;
using Gradus.Core.Gates;
using Gradus.Core.Models;
using Gradus.Core.Policies;
using Gradus.Core.Promotions;
using Gradus.Core.Stages;
using Gradus.Core.Work;

namespace Gradus.Core;

/// <summary>Versions, evaluations and promotions as tests need them.</summary>
internal static class Evidence
{
    public static readonly DateTimeOffset Noon = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

    /// <summary>Halves of surrogate pairs; in an attribute's argument they would not survive the compiler.</summary>
    public static readonly string[] BrokenTexts = ["\ud83d", "\ude80", "\ude80\ud83d", "a\ud83db", "a\ud83d"];

    public static readonly PromotionDataset Holdout = new("holdout", Digest.Of("dataset"u8).Hex, 100, "label", []);

    /// <summary>Measuring on the data set "holdout".</summary>
    public static readonly WorkTask Measuring = WorkTask.Evaluate(Holdout, Limits.Default);

    public static readonly RegisteredModel Model = new("fraud", null, Noon, Noon, [], [], []);

    public static Digest ManifestOf(int number) => Digest.Of([(byte)number]);

    public static Evaluation Evaluation(
        EvaluationOutcome outcome,
        double? accuracy = null,
        int version = 1,
        DateTimeOffset? at = null,
        string? id = null
    ) =>
        new(
            Id: id ?? $"evaluation-{version}",
            Artifact: ManifestOf(version),
            Dataset: Holdout.ParsedDigest,
            Outcome: outcome,
            Reason: outcome is EvaluationOutcome.Measured or EvaluationOutcome.Passed ? null : "it says why",
            Metrics: accuracy is { } value
                ? new Dictionary<string, double> { ["accuracy"] = value, ["log_loss"] = 1 - value }
                : new Dictionary<string, double>(),
            Examples: 114,
            Worker: "worker-1",
            Code: "gradus 0.1",
            Runtime: "onnx",
            StartedAt: at ?? Noon,
            FinishedAt: at ?? Noon
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

    /// <summary>A version of which nothing is known yet.</summary>
    public static VersionFacts Bare(int number, bool isHolder = false) =>
        new(Version(number, isHolder ? "Production" : "None"), isHolder) { Size = 1000 };

    /// <summary>A version that was measured on "holdout".</summary>
    public static VersionFacts Measured(int number, double accuracy, bool isHolder = false) =>
        Bare(number, isHolder).Found(Evaluation(EvaluationOutcome.Measured, accuracy, number));

    /// <summary>The version, with what measuring it on "holdout" found.</summary>
    public static VersionFacts Found(this VersionFacts version, params Evaluation[] evaluations) =>
        version.Found(Measuring, evaluations);

    /// <summary>The version, with what a piece of work found.</summary>
    public static VersionFacts Found(this VersionFacts version, WorkTask task, params Evaluation[] evaluations) =>
        version with
        {
            Evidence = new Dictionary<Digest, IReadOnlyList<Evaluation>>(version.Evidence)
            {
                [task.Digest] = evaluations,
            },
        };

    /// <summary>That CI reported Passed at noon.</summary>
    public static ExternalCheck Report(int number) =>
        new("c-1", ManifestOf(number), "ci", Verdict.Passed, "", "", "bot", Noon, "fraud");

    /// <summary>The version, with its bytes kept elsewhere.</summary>
    public static VersionFacts Elsewhere(this VersionFacts version) =>
        version with
        {
            Version = version.Version with { Manifest = null },
            Size = null,
        };

    /// <summary>What gates judge on, at noon.</summary>
    public static GateInput Input(VersionFacts candidate, params VersionFacts[] incumbents) =>
        new(
            Model,
            "Production",
            candidate,
            incumbents,
            new Dictionary<string, PromotionDataset> { ["holdout"] = Holdout },
            Limits.Default,
            Noon,
            Noon
        );

    /// <summary>A policy's revision whose digest tells its number.</summary>
    public static PolicyRevision Revision(Policy policy, int number = 1) =>
        new(number, Digest.OfTexts([$"policy {number}"]), "", "ana", "", Noon, policy);

    /// <summary>A policy with rules for Production only.</summary>
    public static Policy Ruled(StageRules rules) =>
        Policy.Open with
        {
            Rules = new Dictionary<string, StageRules> { ["Production"] = rules },
        };

    /// <summary>What a promotion to Production is decided on, at noon.</summary>
    public static PromotionFacts World(StageRules rules, params VersionFacts[] versions) =>
        new(
            Model,
            versions,
            [.. versions.Where(version => version.IsHolder)],
            StageCatalog.Default,
            Revision(Ruled(rules)),
            Noon
        )
        {
            Datasets = new Dictionary<string, PromotionDataset> { ["holdout"] = Holdout },
        };

    /// <summary>A promotion to Production as ana has just asked for it.</summary>
    public static Promotion Asked(int? version, PromotionTerms? terms = null) =>
        new(
            Id: "p-1",
            Model: "fraud",
            Version: version,
            Stage: "Production",
            Phase: Phase.Pending,
            Revision: 1,
            Outcome: "Waiting to be looked at.",
            Terms: terms ?? PromotionTerms.Plain,
            Candidates: [],
            Gates: [],
            Actor: "ana",
            Reason: "",
            RequestId: "r-1",
            CreatedAt: Noon,
            UpdatedAt: Noon
        );
}
