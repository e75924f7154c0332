using System.Text.Json;
using System.Text.Json.Serialization;
using Gradus.Core.Artifacts;
using Gradus.Core.Evaluations;
using Gradus.Core.Gates;
using Gradus.Core.Promotions;
using Gradus.Core.Serving;
using Gradus.Core.Signing;
using Gradus.Core.Work;

namespace Gradus.Data;

/// <summary>How structured values are kept in text columns.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    IgnoreReadOnlyProperties = true,
    NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals,
    UseStringEnumConverter = true,
    Converters = [typeof(DigestConverter)]
)]
[JsonSerializable(typeof(Signature))]
[JsonSerializable(typeof(IReadOnlyList<SignatureFile>))]
[JsonSerializable(typeof(IReadOnlyList<string>))]
[JsonSerializable(typeof(IReadOnlyDictionary<string, double>))]
[JsonSerializable(typeof(IReadOnlyList<Slice>))]
[JsonSerializable(typeof(PromotionTerms))]
[JsonSerializable(typeof(WorkTask))]
[JsonSerializable(typeof(GateInput))]
[JsonSerializable(typeof(IReadOnlyList<Candidate>))]
[JsonSerializable(typeof(Rollout))]
[JsonSerializable(typeof(GatewayReport))]
[JsonSerializable(typeof(IReadOnlyList<GateState>))]
internal sealed partial class DataJson : JsonSerializerContext;

/// <summary>Keeps a digest as its hexadecimal text, also where it is a key.</summary>
internal sealed class DigestConverter : JsonConverter<Digest>
{
    public override Digest Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        Digest.Parse(reader.GetString()).Value;

    public override void Write(Utf8JsonWriter writer, Digest value, JsonSerializerOptions options) =>
        writer.WriteStringValue(value.Hex);

    public override Digest ReadAsPropertyName(
        ref Utf8JsonReader reader,
        Type typeToConvert,
        JsonSerializerOptions options
    ) => Digest.Parse(reader.GetString()).Value;

    public override void WriteAsPropertyName(Utf8JsonWriter writer, Digest value, JsonSerializerOptions options) =>
        writer.WritePropertyName(value.Hex);
}
