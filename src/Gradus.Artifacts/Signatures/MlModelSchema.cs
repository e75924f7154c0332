using System.Text.Json;
using Gradus.Core.Artifacts;
using Gradus.Core.Models;

namespace Gradus.Artifacts.Signatures;

/// <summary>One of the two schemas of an MLflow signature: a JSON array of columns or of tensors.</summary>
/// <remarks>Source of the form: mlflow/types/schema.py, <c>Schema.from_json</c>.</remarks>
internal static class MlModelSchema
{
    private const string NotText = "a name or type in it is not text";

    /// <summary>Reads a schema; none is an empty one.</summary>
    /// <exception cref="FormatException">It is JSON, but not a schema; the message completes "… is not readable: ".</exception>
    /// <exception cref="JsonException">It is not JSON.</exception>
    public static IReadOnlyList<SignatureField> Read(string? json)
    {
        if (json is null)
        {
            return [];
        }

        // YAML's escapes can write what UTF-8, and so the JSON reader, cannot.
        if (!Text.IsWellFormed(json))
        {
            throw new FormatException(NotText);
        }

        using var document = JsonDocument.Parse(json);
        try
        {
            return ReadFields(document.RootElement);
        }
        catch (InvalidOperationException)
        {
            // How JsonElement says that an escape in a text is half of a surrogate pair.
            throw new FormatException(NotText);
        }
    }

    private static List<SignatureField> ReadFields(JsonElement schema)
    {
        if (schema.ValueKind != JsonValueKind.Array)
        {
            throw new FormatException("a schema in it is not a list");
        }

        var count = schema.GetArrayLength();
        return [.. schema.EnumerateArray().Select((field, i) => ReadField(field, count > 1 ? $"{i}" : ""))];
    }

    private static SignatureField ReadField(JsonElement field, string defaultName)
    {
        var name = Find(field, "name") is { } named ? ReadText(named, "name") : defaultName;
        var read =
            ReadText(Get(field, "type"), "type") == "tensor"
                ? ReadTensor(name, Get(field, "tensor-spec"))
                : new SignatureField(name, OptionalOr(field, ReadType(field)), []);
        return Text.IsWellFormed(read.Name) && Text.IsWellFormed(read.Type) ? read : throw new FormatException(NotText);
    }

    private static SignatureField ReadTensor(string name, JsonElement tensor)
    {
        var shape = Get(tensor, "shape");
        if (shape.ValueKind != JsonValueKind.Array)
        {
            throw new FormatException("a shape in it is not a list");
        }

        var type = NumpyType(ReadText(Get(tensor, "dtype"), "dtype"));
        return new SignatureField(name, type, [.. shape.EnumerateArray().Select(ReadDimension)]);
    }

    // A negative size, -1 as MLflow writes it, is a free one.
    private static long? ReadDimension(JsonElement size) =>
        size.ValueKind == JsonValueKind.Number && size.TryGetInt64(out var value)
            ? value < 0
                ? null
                : value
            : throw new FormatException("a dimension in it is not an integer");

    // JsonDocument has bounded the depth.
    private static string ReadType(JsonElement column) =>
        ReadText(Get(column, "type"), "type") switch
        {
            "boolean" => "bool",
            "integer" => "int32",
            "long" => "int64",
            "float" => "float32",
            "double" => "float64",
            "array" => $"array<{ReadType(Get(column, "items"))}>",
            "map" => $"map<string,{ReadType(Get(column, "values"))}>",
            "object" => $"object<{ReadProperties(Get(column, "properties"))}>",
            var other => other,
        };

    private static string ReadProperties(JsonElement properties) =>
        properties.ValueKind == JsonValueKind.Object
            ? string.Join(
                ',',
                properties
                    .EnumerateObject()
                    .OrderBy(property => property.Name, StringComparer.Ordinal)
                    .Select(property => $"{property.Name}:{OptionalOr(property.Value, ReadType(property.Value))}")
            )
            : throw new FormatException("an object's properties in it are not a mapping");

    private static string OptionalOr(JsonElement column, string type) =>
        Find(column, "required") is { ValueKind: JsonValueKind.False } ? $"optional<{type}>" : type;

    private static string NumpyType(string dtype) =>
        dtype switch
        {
            "str" => "string",
            _ when dtype.StartsWith("<U", StringComparison.Ordinal) => "string",
            _ => dtype,
        };

    private static JsonElement Get(JsonElement parent, string name) =>
        Find(parent, name) ?? throw new FormatException($"a field in it has no '{name}'");

    private static JsonElement? Find(JsonElement parent, string name) =>
        parent.ValueKind != JsonValueKind.Object ? throw new FormatException("a field in it is not a mapping")
        : parent.TryGetProperty(name, out var value) && value.ValueKind != JsonValueKind.Null ? value
        : null;

    private static string ReadText(JsonElement value, string name) =>
        value.ValueKind == JsonValueKind.String
            ? value.GetString()!
            : throw new FormatException($"a '{name}' in it is not text");
}
