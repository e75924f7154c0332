using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace Gradus.Cli.CommandLine;

/// <summary>Values as JSON text.</summary>
internal static class Json
{
    /// <summary>A value as the API would send it; indented for a reader, on one line for a program.</summary>
    public static string Of<T>(T value, JsonTypeInfo<T> type, bool indented)
    {
        // No browser reads this: an apostrophe may stay one.
        var options = new JsonWriterOptions
        {
            Indented = indented,
            Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        };
        using var text = new MemoryStream();
        using (var writer = new Utf8JsonWriter(text, options))
        {
            JsonSerializer.Serialize(writer, value, type);
        }

        return Encoding.UTF8.GetString(text.GetBuffer(), 0, (int)text.Length);
    }
}
