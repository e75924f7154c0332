using Gradus.Core.Evaluations;
using Gradus.Core.Promotions;
using Gradus.Core.Serving;
using Gradus.Protocol.Ledger;
using Gradus.Protocol.Promotions;
using Gradus.Protocol.Work;

namespace Gradus.Server.Api.Promotions;

/// <summary>Between promotions as the domain knows them and as the wire does.</summary>
internal static class PromotionMapping
{
    public static PromotionDto ToDto(
        this Promotion promotion,
        IReadOnlyList<Evaluation> evidence,
        LedgerPlaceDto? ledger = null
    ) =>
        new(
            Id: promotion.Id,
            Model: promotion.Model,
            Version: promotion.Version,
            Stage: promotion.Stage,
            Phase: promotion.Phase.ToString(),
            Revision: promotion.Revision,
            Open: promotion.IsOpen,
            Outcome: promotion.Outcome,
            Best: promotion.Terms.Best?.ToString(),
            Dataset: promotion.Terms.Dataset?.Name,
            DatasetDigest: promotion.Terms.Dataset?.ParsedDigest.ToString(),
            Require: promotion.Terms.Require,
            ArchiveExistingVersions: promotion.Terms.ArchiveExisting,
            Reason: promotion.Reason,
            Actor: promotion.Actor,
            RequestId: promotion.RequestId,
            CreatedAt: promotion.CreatedAt.ToUnixTimeMilliseconds(),
            UpdatedAt: promotion.UpdatedAt.ToUnixTimeMilliseconds(),
            Candidates: [.. promotion.Candidates.Select(ToDto)],
            Gates: [.. promotion.Gates.Select(ToDto)],
            Unmet: [.. promotion.Unmet.Select(ToUnmetDto)],
            Evidence: [.. evidence.Select(evaluation => ToDto(evaluation, promotion.Version))],
            Origin: promotion.Terms.Origin.ToString().ToLowerInvariant(),
            PolicyRevision: promotion.PolicyRevision,
            Binding: promotion.Binding?.ToString(),
            WakeAt: promotion.WakeAt?.ToUnixTimeMilliseconds(),
            AppliedAt: promotion.AppliedAt?.ToUnixTimeMilliseconds(),
            Verifications: [.. promotion.Verifications.Select(ToDto)],
            Ledger: ledger,
            Rollout: promotion is { IsOpen: true, Rollout: { IsOn: true } step } ? ToDto(step) : null
        );

    public static PlanDto ToDto(this PromotionPlan plan) =>
        new(
            Model: plan.Model,
            Ready: plan.IsReady,
            Version: plan.Version,
            From: plan.From,
            To: plan.To,
            Mode: plan.Mode.ToString().ToLowerInvariant(),
            PolicyRevision: plan.PolicyRevision,
            Candidates: [.. plan.Candidates.Select(ToDto)],
            Gates: [.. plan.Gates.Select(ToDto)],
            Conditions: [.. plan.Conditions.Select(ToDto)],
            MissingApprovals: plan.Approvals?.Missing ?? 0,
            Displaced: plan.Displaced,
            Aliases: plan.Aliases,
            AliasesLost: plan.AliasesLost,
            Hooks: plan.Hooks,
            Digest: plan.Digest.Hex
        );

    public static ConditionDto ToDto(Condition condition) =>
        new(
            condition.Kind,
            condition.Name,
            condition.IsMet,
            condition.Message,
            condition.Unblock,
            condition.ReportOnly
        );

    private static RolloutStateDto ToDto(Rollout step) =>
        new(step.Step, step.Steps, step.Share, step.Mirror, step.Incumbent, step.Since.ToUnixTimeMilliseconds());

    private static CandidateDto ToDto(Candidate candidate) =>
        new(
            candidate.Version,
            candidate.Stage,
            candidate.Value,
            candidate.Note,
            candidate.Chosen,
            candidate.Rank,
            candidate.Lacks?.ToString().ToLowerInvariant()
        );

    private static GateDto ToDto(GateState gate) =>
        new(
            Name: gate.Name,
            Kind: gate.Kind,
            ReportOnly: gate.ReportOnly,
            Result: gate.Result?.Verdict.ToString(),
            Message: gate.Result?.Message ?? "waiting",
            Actual: gate.Result?.Actual,
            Bound: gate.Result?.Bound,
            Evidence: gate.Evidence
        );

    private static UnmetDto ToUnmetDto(GateState gate) =>
        new(
            Gate: gate.Name,
            Message: gate.Result!.Message,
            Actual: gate.Result.Actual,
            Bound: gate.Result.Bound,
            MissedBy: gate.Result.MissedBy
        );

    public static EvaluationDto ToDto(Evaluation evaluation, int? version) =>
        new(
            Id: evaluation.Id,
            Version: version,
            ArtifactDigest: evaluation.Artifact.ToString(),
            DatasetDigest: evaluation.Dataset?.ToString(),
            Outcome: evaluation.Outcome.ToString().ToLowerInvariant(),
            Reason: evaluation.Reason,
            Metrics: evaluation.Metrics,
            Examples: evaluation.Examples,
            Worker: evaluation.Worker,
            Code: evaluation.Code,
            Runtime: evaluation.Runtime,
            StartedAt: evaluation.StartedAt.ToUnixTimeMilliseconds(),
            FinishedAt: evaluation.FinishedAt.ToUnixTimeMilliseconds(),
            Log: evaluation.Log,
            Slices:
            [
                .. evaluation.Slices.Select(slice => new SliceDto(
                    slice.Column,
                    slice.Value,
                    slice.Examples,
                    slice.Metrics
                )),
            ],
            Output: evaluation.Output is { } output ? new OutputDto(output.Digest.ToString(), output.Size) : null
        );
}
