using System.Text.Json.Serialization;
using Gradus.Core.Artifacts;
using Gradus.Core.Promotions;

namespace Gradus.Data;

/// <summary>How structured values are kept in text columns.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    IgnoreReadOnlyProperties = true,
    NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals
)]
[JsonSerializable(typeof(Signature))]
[JsonSerializable(typeof(IReadOnlyList<string>))]
[JsonSerializable(typeof(IReadOnlyDictionary<string, double>))]
[JsonSerializable(typeof(PromotionTerms))]
[JsonSerializable(typeof(IReadOnlyList<Candidate>))]
[JsonSerializable(typeof(IReadOnlyList<GateState>))]
internal sealed partial class DataJson : JsonSerializerContext;
