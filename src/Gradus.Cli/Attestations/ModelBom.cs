using System.Buffers;
using System.Globalization;
using System.Text.Json;
using Gradus.Core.Artifacts;
using Gradus.Protocol.Artifacts;
using Gradus.Protocol.Gates;
using Gradus.Protocol.Models;
using Gradus.Protocol.Promotions;

namespace Gradus.Cli.Attestations;

/// <summary>
/// A version's bill of materials: an ML-BOM in CycloneDX 1.6 (ECMA-424) JSON, with the model as the component that it is about,
/// its files, the data sets that it was measured on, and a model card. The same version always has the same serial number.
/// </summary>
internal static class ModelBom
{
    public static JsonElement Of(
        VersionDto version,
        ManifestDto? manifest,
        IReadOnlyList<LoggedMetricDto> logged,
        IReadOnlyList<PromotionDto> promotions
    )
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            json.WriteString("$schema", "http://cyclonedx.org/schema/bom-1.6.schema.json");
            json.WriteString("bomFormat", "CycloneDX");
            json.WriteString("specVersion", "1.6");
            if (manifest is not null)
            {
                json.WriteString("serialNumber", $"urn:uuid:{SerialOf(manifest.Digest)}");
            }

            json.WriteNumber("version", 1);
            json.WriteStartObject("metadata");
            json.WriteString("timestamp", Iso(version.CreatedAt));
            json.WriteStartObject("component");
            WriteModel(json, version, manifest, MetricsOf(version, logged, promotions));
            json.WriteEndObject();
            json.WriteEndObject();
            json.WriteStartArray("components");
            foreach (var file in manifest?.Files ?? [])
            {
                WriteComponent(json, "file", $"file:{file.Path}", file.Path, file.Digest);
            }

            foreach (var (name, digest) in DatasetsOf(promotions))
            {
                WriteComponent(json, "data", $"data:{digest}", name, digest);
            }

            json.WriteEndArray();
            json.WriteEndObject();
        }

        using var document = JsonDocument.Parse(buffer.WrittenMemory);
        return document.RootElement.Clone();
    }

    private static void WriteModel(
        Utf8JsonWriter json,
        VersionDto version,
        ManifestDto? manifest,
        IReadOnlyDictionary<string, double> metrics
    )
    {
        json.WriteString("type", "machine-learning-model");
        json.WriteString(
            "bom-ref",
            string.Create(CultureInfo.InvariantCulture, $"models:/{version.Model}/{version.Version}")
        );
        json.WriteString("name", version.Model);
        json.WriteString("version", version.Version.ToString(CultureInfo.InvariantCulture));
        if (version.Description.Length > 0)
        {
            json.WriteString("description", version.Description);
        }

        if (version.RunLink is { } link && Uri.TryCreate(link, UriKind.Absolute, out _))
        {
            json.WriteStartArray("externalReferences");
            json.WriteStartObject();
            json.WriteString("type", "build-meta");
            json.WriteString("url", link);
            json.WriteEndObject();
            json.WriteEndArray();
        }

        json.WriteStartObject("modelCard");
        WriteParameters(json, manifest?.Signature);
        WriteMetrics(json, metrics);
        json.WriteEndObject();
        WriteProperties(json, version);
    }

    private static void WriteParameters(Utf8JsonWriter json, SignatureDto? signature)
    {
        if (signature is null)
        {
            return;
        }

        json.WriteStartObject("modelParameters");
        WriteFormats(json, "inputs", signature.Inputs);
        WriteFormats(json, "outputs", signature.Outputs);
        json.WriteEndObject();
    }

    private static void WriteFormats(Utf8JsonWriter json, string name, IReadOnlyList<SignatureFieldDto> fields)
    {
        json.WriteStartArray(name);
        foreach (var field in fields)
        {
            var shape = field.Shape.Select(size => size?.ToString(CultureInfo.InvariantCulture) ?? "*");
            json.WriteStartObject();
            json.WriteString("format", $"{field.Name}: {field.Type}[{string.Join(',', shape)}]");
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static void WriteMetrics(Utf8JsonWriter json, IReadOnlyDictionary<string, double> metrics)
    {
        if (metrics.Count == 0)
        {
            return;
        }

        json.WriteStartObject("quantitativeAnalysis");
        json.WriteStartArray("performanceMetrics");
        foreach (var (name, value) in metrics.OrderBy(metric => metric.Key, StringComparer.Ordinal))
        {
            json.WriteStartObject();
            json.WriteString("type", name);
            json.WriteString("value", value.ToString("R", CultureInfo.InvariantCulture));
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    // Names of our own, in our own namespace, as CycloneDX asks.
    private static void WriteProperties(Utf8JsonWriter json, VersionDto version)
    {
        (string Name, string? Value)[] own =
        [
            ("gradus:manifest", version.Manifest),
            ("gradus:source", version.Manifest is null ? version.Source : null),
            ("gradus:run_id", version.RunId),
            ("gradus:registered_by", version.CreatedBy),
        ];
        json.WriteStartArray("properties");
        foreach (
            var (name, value) in own.Concat(version.Tags.Select(tag => ($"gradus:tag:{tag.Key}", (string?)tag.Value)))
        )
        {
            if (value is { Length: > 0 })
            {
                json.WriteStartObject();
                json.WriteString("name", name);
                json.WriteString("value", value);
                json.WriteEndObject();
            }
        }

        json.WriteEndArray();
    }

    private static void WriteComponent(Utf8JsonWriter json, string type, string reference, string name, string digest)
    {
        json.WriteStartObject();
        json.WriteString("type", type);
        json.WriteString("bom-ref", reference);
        json.WriteString("name", name);
        json.WriteStartArray("hashes");
        json.WriteStartObject();
        json.WriteString("alg", "SHA-256");
        json.WriteString("content", Digest.Parse(digest).Value.Hex);
        json.WriteEndObject();
        json.WriteEndArray();
        json.WriteEndObject();
    }

    // What was logged, and what workers measured of the version; of a metric that was measured more than once the newest.
    private static Dictionary<string, double> MetricsOf(
        VersionDto version,
        IReadOnlyList<LoggedMetricDto> logged,
        IReadOnlyList<PromotionDto> promotions
    )
    {
        var metrics = logged.ToDictionary(metric => metric.Name, metric => metric.Value);
        foreach (var evaluation in EvidenceOn(version, promotions).OrderBy(one => one.FinishedAt))
        {
            foreach (var (name, value) in evaluation.Metrics)
            {
                metrics[name] = value;
            }
        }

        return metrics;
    }

    private static IEnumerable<EvaluationDto> EvidenceOn(VersionDto version, IReadOnlyList<PromotionDto> promotions) =>
        promotions
            .SelectMany(promotion => promotion.Evidence)
            .Where(evaluation => evaluation.ArtifactDigest == version.Manifest);

    private static IEnumerable<(string Name, string Digest)> DatasetsOf(IReadOnlyList<PromotionDto> promotions)
    {
        var names = promotions
            .Where(promotion => promotion.DatasetDigest is not null)
            .GroupBy(promotion => promotion.DatasetDigest!)
            .ToDictionary(same => same.Key, same => same.First().Dataset);
        return promotions
            .SelectMany(promotion => promotion.Evidence)
            .Select(evaluation => evaluation.DatasetDigest)
            .OfType<string>()
            .Distinct()
            .Order(StringComparer.Ordinal)
            .Select(digest => (names.GetValueOrDefault(digest) ?? digest, digest));
    }

    // A UUID of version 8 (RFC 9562): made of the digest, so that the same bytes have the same one.
    private static Guid SerialOf(string digest)
    {
        var bytes = Convert.FromHexString(Digest.Parse(digest).Value.Hex)[..16];
        bytes[6] = (byte)((bytes[6] & 0x0f) | 0x80);
        bytes[8] = (byte)((bytes[8] & 0x3f) | 0x80);
        return new Guid(bytes, bigEndian: true);
    }

    private static string Iso(long milliseconds) =>
        DateTimeOffset
            .FromUnixTimeMilliseconds(milliseconds)
            .UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
}
