using System.Text.Json;

namespace Gradus.Policies.Shapes;

/// <summary>Writes shapes as JSON Schema. A section is written once, among the definitions, however often it is used.</summary>
internal sealed class SchemaWriter(Utf8JsonWriter json)
{
    private readonly List<SectionShape> _definitions = [];

    public void Write(SectionShape root, string id)
    {
        json.WriteStartObject();
        json.WriteString("$schema", "https://json-schema.org/draft/2020-12/schema");
        json.WriteString("$id", id);
        json.WriteString("title", "The policy of a Gradus registry: gradus.yaml");
        WriteSection(root);
        json.WriteStartObject("$defs");
        for (var i = 0; i < _definitions.Count; i++)
        {
            json.WriteStartObject(NameOf(_definitions[i]));
            WriteSection(_definitions[i]);
            json.WriteEndObject();
        }

        json.WriteEndObject();
        json.WriteEndObject();
    }

    private static string NameOf(SectionShape section) =>
        string.Join('_', section.Title.Split(' ').Where(word => word is not ("a" or "an" or "of" or "the")));

    private void WriteSection(SectionShape section)
    {
        json.WriteString("type", "object");
        json.WriteStartObject("properties");
        foreach (var key in section.Keys)
        {
            json.WriteStartObject(key.Name);
            json.WriteString("description", key.Default is null ? key.Doc : $"{key.Doc} Default: {key.Default}.");
            WriteShape(key.Shape);
            json.WriteEndObject();
        }

        json.WriteEndObject();
        json.WriteBoolean("additionalProperties", false);
        WriteWords("required", [.. section.Keys.Where(key => key.IsRequired).Select(key => key.Name)]);
        if (section.OneOf.Count > 0)
        {
            json.WriteStartArray("oneOf");
            foreach (var name in section.OneOf)
            {
                json.WriteStartObject();
                WriteWords("required", [name]);
                json.WriteEndObject();
            }

            json.WriteEndArray();
        }
    }

    private void WriteShape(Shape shape)
    {
        switch (shape)
        {
            case SectionShape section:
                json.WriteString("$ref", $"#/$defs/{NameOf(section)}");
                if (!_definitions.Contains(section))
                {
                    _definitions.Add(section);
                }

                break;
            case EitherShape either:
                WriteEither(either);
                break;
            case ListShape list:
                json.WriteString("type", "array");
                WriteIf("minItems", list.Min > 0 ? list.Min : null);
                json.WriteStartObject("items");
                WriteShape(list.Item);
                json.WriteEndObject();
                break;
            case MapShape map:
                WriteMap(map);
                break;
            case TreeShape:
                json.WriteString("type", "object");
                break;
            default:
                WriteScalar(shape);
                break;
        }
    }

    private void WriteEither(EitherShape either)
    {
        json.WriteStartArray("anyOf");
        foreach (var shape in new[] { either.Scalar, either.Other })
        {
            json.WriteStartObject();
            WriteShape(shape);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private void WriteMap(MapShape map)
    {
        json.WriteString("type", "object");
        json.WriteStartObject("propertyNames");
        WriteScalar(map.Key);
        json.WriteEndObject();
        json.WriteStartObject("additionalProperties");
        WriteShape(map.Value);
        json.WriteEndObject();
    }

    private void WriteScalar(Shape shape)
    {
        switch (shape)
        {
            case TextShape { TakesNumbers: true }:
                WriteWords("type", ["string", "number", "boolean"]);
                break;
            case TextShape text:
                json.WriteString("type", "string");
                WriteIf("minLength", text.Refuse("") is null ? null : 1);
                json.WriteNumber("maxLength", text.MaxLength);
                if (text.Pattern is not null)
                {
                    json.WriteString("pattern", text.Pattern);
                }

                break;
            case ChoiceShape choice:
                json.WriteString("type", "string");
                WriteWords("enum", choice.Words);
                break;
            case NumberShape number:
                json.WriteString("type", number.IsWhole ? "integer" : "number");
                WriteIf("minimum", number.Min);
                WriteIf("maximum", number.Max);
                break;
            default:
                json.WriteString("type", "boolean");
                break;
        }
    }

    private void WriteIf(string name, double? value)
    {
        if (value is { } number)
        {
            json.WriteNumber(name, number);
        }
    }

    private void WriteWords(string name, IReadOnlyList<string> words)
    {
        if (words.Count == 0)
        {
            return;
        }

        json.WriteStartArray(name);
        foreach (var word in words)
        {
            json.WriteStringValue(word);
        }

        json.WriteEndArray();
    }
}
