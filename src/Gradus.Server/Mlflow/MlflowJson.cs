using System.Text.Json.Serialization;
using Gradus.Server.Mlflow.Artifacts;
using Gradus.Server.Mlflow.Models;
using Gradus.Server.Mlflow.TransitionRequests;

namespace Gradus.Server.Mlflow;

/// <summary>An answer without content: {}.</summary>
internal sealed record NothingDto;

/// <summary>How MLflow's JSON is written: snake_case, absent fields left out.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull
)]
[JsonSerializable(typeof(MlflowErrorDto))]
[JsonSerializable(typeof(NothingDto))]
[JsonSerializable(typeof(RegisteredModelAnswerDto))]
[JsonSerializable(typeof(RegisteredModelPageDto))]
[JsonSerializable(typeof(ModelVersionAnswerDto))]
[JsonSerializable(typeof(ModelVersionPageDto))]
[JsonSerializable(typeof(DownloadUriDto))]
[JsonSerializable(typeof(ArtifactListDto))]
[JsonSerializable(typeof(TransitionRequestAnswerDto))]
[JsonSerializable(typeof(ActivityListDto))]
[JsonSerializable(typeof(TransitionRequestListDto))]
[JsonSerializable(typeof(ActivityAnswerDto))]
internal sealed partial class MlflowJson : JsonSerializerContext;
