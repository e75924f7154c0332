using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Gradus.Policies.Yaml;

/// <summary>Writes a part of the file as JSON, by the rules of YAML 1.2, and tells what other programs would read otherwise.</summary>
internal sealed class JsonText(ProblemList problems)
{
    private static readonly JsonWriterOptions Layout = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public string Write(YamlMap map, string path)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer, Layout))
        {
            WriteMap(json, map, path);
        }

        return Encoding.UTF8.GetString(buffer.WrittenSpan);
    }

    private void WriteMap(Utf8JsonWriter json, YamlMap map, string path)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        json.WriteStartObject();
        foreach (var (key, value) in map.Entries)
        {
            var below = $"{path}.{YamlScalar.Quote(key.Text)}";
            if (!seen.Add(key.Text))
            {
                problems.Add(key, below, $"Key '{YamlScalar.Quote(key.Text)}' is given twice.");
                continue;
            }

            json.WritePropertyName(key.Text);
            Write(json, value, below);
        }

        json.WriteEndObject();
    }

    private void Write(Utf8JsonWriter json, YamlNode node, string path)
    {
        switch (node)
        {
            case YamlMap map:
                WriteMap(json, map, path);
                break;
            case YamlList list:
                json.WriteStartArray();
                for (var i = 0; i < list.Items.Count; i++)
                {
                    Write(json, list.Items[i], FormattableString.Invariant($"{path}[{i}]"));
                }

                json.WriteEndArray();
                break;
            case YamlScalar scalar:
                WriteScalar(json, scalar, path);
                break;
            default:
                throw new System.Diagnostics.UnreachableException();
        }
    }

    private void WriteScalar(Utf8JsonWriter json, YamlScalar scalar, string path)
    {
        switch (scalar.Kind)
        {
            case ScalarKind.Null:
                json.WriteNullValue();
                break;
            case ScalarKind.Flag:
                json.WriteBooleanValue(scalar.Flag!.Value);
                break;
            case ScalarKind.Whole when long.TryParse(scalar.Text, CultureInfo.InvariantCulture, out var whole):
                RefuseOctal(scalar, path);
                json.WriteNumberValue(whole);
                break;
            case ScalarKind.Whole or ScalarKind.Number when double.IsFinite(scalar.Number!.Value):
                json.WriteNumberValue(scalar.Number!.Value);
                break;
            default:
                json.WriteStringValue(scalar.Text);
                break;
        }
    }

    private void RefuseOctal(YamlScalar scalar, string path)
    {
        if (scalar.Text.TrimStart('-', '+') is ['0', _, ..])
        {
            problems.Add(
                scalar,
                path,
                $"{scalar.Text} is octal to some programs and decimal to others; write the decimal number, or put text in quotes."
            );
        }
    }
}
