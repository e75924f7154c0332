using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Gradus.Policies.Shapes;

namespace Gradus.Policies;

/// <summary>
/// The JSON Schema of the policy file, for editors. Written from the same table of keys that the reader goes by. It tells the
/// form; what names mean, and what parts say of each other, only the reader knows.
/// </summary>
public static class PolicySchema
{
    /// <summary>What the schema is called.</summary>
    public const string Id = "urn:gradus:policy:1";

    private static readonly JsonWriterOptions Layout = new()
    {
        Indented = true,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        NewLine = "\n",
    };

    /// <summary>The schema, draft 2020-12.</summary>
    public static string Json { get; } = Write();

    private static string Write()
    {
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer, Layout))
        {
            new SchemaWriter(json).Write(PolicyShape.Root, Id);
        }

        return Encoding.UTF8.GetString(buffer.ToArray()) + "\n";
    }
}
