using System.Globalization;
using System.Text.Json;
using Gradus.Serving.Models;
using Gradus.Serving.Tensors;

namespace Gradus.Serving.OpenInference;

/// <summary>Writes what a model takes and gives.</summary>
internal static class ModelMetadata
{
    // As the protocol's list of platforms has it.
    private const string Platform = "onnx_onnxv1";

    /// <summary>Writes the metadata of a version.</summary>
    /// <param name="json">Where to.</param>
    /// <param name="model">The model's name.</param>
    /// <param name="versions">All versions that answer now.</param>
    /// <param name="described">The one that is described.</param>
    public static void Write(
        Utf8JsonWriter json,
        string model,
        IEnumerable<ServedVersion> versions,
        ServedVersion described
    )
    {
        json.WriteStartObject();
        json.WriteString("name", model);
        json.WriteStartArray("versions");
        foreach (var version in versions)
        {
            json.WriteStringValue(version.Number.ToString(CultureInfo.InvariantCulture));
        }

        json.WriteEndArray();
        json.WriteString("platform", Platform);
        Write(json, "inputs", described.Pool.Form.Inputs);
        Write(json, "outputs", described.Pool.Form.Outputs);
        json.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter json, string what, IReadOnlyList<TensorSpec> tensors)
    {
        json.WriteStartArray(what);
        foreach (var tensor in tensors)
        {
            json.WriteStartObject();
            json.WriteString("name", tensor.Name);
            json.WriteString("datatype", tensor.Type.ProtocolName());
            json.WriteStartArray("shape");
            foreach (var size in tensor.Shape)
            {
                json.WriteNumberValue(size ?? -1);
            }

            json.WriteEndArray();
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }
}
