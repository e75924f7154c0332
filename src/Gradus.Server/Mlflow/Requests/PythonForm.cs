using System.Buffers;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Gradus.Server.Mlflow.Requests;

/// <summary>How Python writes values: MLflow's messages quote them that way, and its clients' tests compare them.</summary>
internal static class PythonForm
{
    private const int MaxQuoted = 1_000;

    private static readonly JsonWriterOptions Compact = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>The name of the Python type that a JSON value becomes.</summary>
    public static string TypeOf(JsonElement value) =>
        value.ValueKind switch
        {
            JsonValueKind.String => "str",
            JsonValueKind.True or JsonValueKind.False => "bool",
            JsonValueKind.Array => "list",
            JsonValueKind.Object => "dict",
            JsonValueKind.Number => value.GetRawText().AsSpan().ContainsAny(".eE") ? "float" : "int",
            _ => "NoneType",
        };

    /// <summary>A JSON value without white space, cut off where it gets long.</summary>
    public static string Json(JsonElement value)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(buffer, Compact))
        {
            try
            {
                value.WriteTo(writer);
            }
            catch (InvalidOperationException)
            {
                // It holds text that is no Unicode, so it cannot be repeated.
                return "?";
            }
        }

        return Shorten(Encoding.UTF8.GetString(buffer.WrittenSpan));
    }

    /// <summary>A string as JSON.</summary>
    public static string Json(string value) =>
        Shorten($"\"{JavaScriptEncoder.UnsafeRelaxedJsonEscaping.Encode(value)}\"");

    /// <summary>A string as repr() writes it: in single quotes, unless it holds one and no double quote.</summary>
    public static string Repr(string value)
    {
        var quote = value.Contains('\'') && !value.Contains('"') ? '"' : '\'';
        var text = new StringBuilder().Append(quote);
        foreach (var c in value)
        {
            _ = c switch
            {
                '\\' => text.Append(@"\\"),
                '\n' => text.Append(@"\n"),
                '\r' => text.Append(@"\r"),
                '\t' => text.Append(@"\t"),
                _ when c == quote => text.Append('\\').Append(c),
                _ => text.Append(c),
            };
        }

        return Shorten(text.Append(quote).ToString());
    }

    /// <summary>Strings as a list's repr() writes them.</summary>
    public static string ReprList(IEnumerable<string> values) => Shorten($"[{string.Join(", ", values.Select(Repr))}]");

    /// <summary>Names as a set's repr() writes them.</summary>
    public static string ReprSet(IEnumerable<string> values) => $"{{{string.Join(", ", values.Select(Repr))}}}";

    /// <summary>A text to be quoted in a message, cut off where it gets long.</summary>
    public static string Shorten(string text) => text.Length <= MaxQuoted ? text : $"{text[..MaxQuoted]}…";
}
