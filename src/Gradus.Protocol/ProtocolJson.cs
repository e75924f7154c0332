using System.Text.Json;
using System.Text.Json.Serialization;
using Gradus.Protocol.Approvals;
using Gradus.Protocol.Artifacts;
using Gradus.Protocol.Attestations;
using Gradus.Protocol.Backups;
using Gradus.Protocol.Comparisons;
using Gradus.Protocol.Datasets;
using Gradus.Protocol.Gates;
using Gradus.Protocol.Holds;
using Gradus.Protocol.Identities;
using Gradus.Protocol.Ledger;
using Gradus.Protocol.Models;
using Gradus.Protocol.Policies;
using Gradus.Protocol.Promotions;
using Gradus.Protocol.Rollbacks;
using Gradus.Protocol.Serving;
using Gradus.Protocol.Stages;
using Gradus.Protocol.Work;

namespace Gradus.Protocol;

/// <summary>How the native API reads and writes JSON: snake_case, null omitted, NaN and infinities as strings.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals,
    RespectNullableAnnotations = true,
    RespectRequiredConstructorParameters = false
)]
[JsonSerializable(typeof(ProblemDto))]
[JsonSerializable(typeof(ModelDto))]
[JsonSerializable(typeof(VersionDto))]
[JsonSerializable(typeof(CreateModelDto))]
[JsonSerializable(typeof(UpdateModelDto))]
[JsonSerializable(typeof(CreateVersionDto))]
[JsonSerializable(typeof(UpdateVersionDto))]
[JsonSerializable(typeof(SetTagDto))]
[JsonSerializable(typeof(SetAliasDto))]
[JsonSerializable(typeof(ModelPageDto))]
[JsonSerializable(typeof(VersionPageDto))]
[JsonSerializable(typeof(ManifestDto))]
[JsonSerializable(typeof(BlobDto))]
[JsonSerializable(typeof(VerificationDto))]
[JsonSerializable(typeof(StageDto))]
[JsonSerializable(typeof(StageListDto))]
[JsonSerializable(typeof(CreateStageDto))]
[JsonSerializable(typeof(UpdateStageDto))]
[JsonSerializable(typeof(TransitionRequestDto))]
[JsonSerializable(typeof(TransitionDto))]
[JsonSerializable(typeof(TransitionResultDto))]
[JsonSerializable(typeof(HistoryPageDto))]
[JsonSerializable(typeof(HoldersDto))]
[JsonSerializable(typeof(DatasetDto))]
[JsonSerializable(typeof(PutDatasetDto))]
[JsonSerializable(typeof(DatasetListDto))]
[JsonSerializable(typeof(PromotionRequestDto))]
[JsonSerializable(typeof(PromotionDto))]
[JsonSerializable(typeof(PromotionPageDto))]
[JsonSerializable(typeof(ComparisonReportDto))]
[JsonSerializable(typeof(TrafficDto))]
[JsonSerializable(typeof(GatewayReportDto))]
[JsonSerializable(typeof(GatewayListDto))]
[JsonSerializable(typeof(ComparisonRequestDto))]
[JsonSerializable(typeof(ComparisonDto))]
[JsonSerializable(typeof(PolicyDto))]
[JsonSerializable(typeof(PolicyPageDto))]
[JsonSerializable(typeof(PolicyTextDto))]
[JsonSerializable(typeof(PolicyCheckDto))]
[JsonSerializable(typeof(PolicyPlanDto))]
[JsonSerializable(typeof(PolicyDiffDto))]
[JsonSerializable(typeof(PolicyReplayDto))]
[JsonSerializable(typeof(SayDto))]
[JsonSerializable(typeof(ApprovalStateDto))]
[JsonSerializable(typeof(PutHoldDto))]
[JsonSerializable(typeof(HoldDto))]
[JsonSerializable(typeof(HoldListDto))]
[JsonSerializable(typeof(GrantWaiverDto))]
[JsonSerializable(typeof(WaiverDto))]
[JsonSerializable(typeof(WaiverListDto))]
[JsonSerializable(typeof(ReportCheckDto))]
[JsonSerializable(typeof(CheckDto))]
[JsonSerializable(typeof(CheckListDto))]
[JsonSerializable(typeof(LogMetricsDto))]
[JsonSerializable(typeof(LoggedMetricListDto))]
[JsonSerializable(typeof(RollbackRequestDto))]
[JsonSerializable(typeof(RollbackPlanDto))]
[JsonSerializable(typeof(BreakGlassDto))]
[JsonSerializable(typeof(ReinstateDto))]
[JsonSerializable(typeof(MeDto))]
[JsonSerializable(typeof(PermissionDto))]
[JsonSerializable(typeof(List<PolicyProblemDto>))]
[JsonSerializable(typeof(PlanDto))]
[JsonSerializable(typeof(List<ConditionDto>))]
[JsonSerializable(typeof(EvaluationDto))]
[JsonSerializable(typeof(LedgerRecordDto))]
[JsonSerializable(typeof(BackupManifestDto))]
[JsonSerializable(typeof(LedgerPageDto))]
[JsonSerializable(typeof(LedgerEntriesDto))]
[JsonSerializable(typeof(LedgerCheckpointDto))]
[JsonSerializable(typeof(AttestationDto))]
[JsonSerializable(typeof(EvidenceBundleDto))]
[JsonSerializable(typeof(WalkDto))]
[JsonSerializable(typeof(JsonElement))]
[JsonSerializable(typeof(LedgerProofDto))]
[JsonSerializable(typeof(LedgerConsistencyDto))]
[JsonSerializable(typeof(LedgerVerificationDto))]
[JsonSerializable(typeof(LedgerCheckDto))]
[JsonSerializable(typeof(WorkCountDto))]
[JsonSerializable(typeof(LeaseRequestDto))]
[JsonSerializable(typeof(WorkDto))]
[JsonSerializable(typeof(HeartbeatDto))]
[JsonSerializable(typeof(OutcomeDto))]
[JsonSerializable(typeof(CreateUserDto))]
[JsonSerializable(typeof(UserDto))]
[JsonSerializable(typeof(UserPageDto))]
[JsonSerializable(typeof(CreateGroupDto))]
[JsonSerializable(typeof(GroupDto))]
[JsonSerializable(typeof(GroupPageDto))]
[JsonSerializable(typeof(CreateTokenDto))]
[JsonSerializable(typeof(CreatedTokenDto))]
[JsonSerializable(typeof(TokenDto))]
[JsonSerializable(typeof(TokenPageDto))]
public sealed partial class ProtocolJson : JsonSerializerContext;
