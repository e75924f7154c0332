using System.Text.Json.Serialization;
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
[JsonSerializable(typeof(LeaseRequestDto))]
[JsonSerializable(typeof(WorkDto))]
[JsonSerializable(typeof(HeartbeatDto))]
[JsonSerializable(typeof(OutcomeDto))]
public sealed partial class ProtocolJson : JsonSerializerContext;
