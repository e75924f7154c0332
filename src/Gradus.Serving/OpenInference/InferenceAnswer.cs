using System.Globalization;
using System.Text.Json;
using Gradus.Serving.Models;
using Gradus.Serving.Tensors;

namespace Gradus.Serving.OpenInference;

/// <summary>Writes a model's outputs; the elements of each are in one flat list.</summary>
internal static class InferenceAnswer
{
    /// <summary>Writes the answer to a request.</summary>
    public static void Write(Utf8JsonWriter json, string model, InferenceRequest request, Prediction prediction)
    {
        json.WriteStartObject();
        json.WriteString("model_name", model);
        json.WriteString("model_version", prediction.Version.Number.ToString(CultureInfo.InvariantCulture));
        if (request.Id is { } id)
        {
            json.WriteString("id", id);
        }

        json.WriteStartArray("outputs");
        foreach (var output in prediction.Outputs)
        {
            if (request.Outputs is null or [] || request.Outputs.Contains(output.Name))
            {
                Write(json, output);
            }
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter json, Tensor output)
    {
        json.WriteStartObject();
        json.WriteString("name", output.Name);
        json.WriteString("datatype", output.Type.ProtocolName());
        json.WriteStartArray("shape");
        foreach (var size in output.Shape)
        {
            json.WriteNumberValue(size);
        }

        json.WriteEndArray();
        WriteKeys(json, output.Keys);
        json.WriteStartArray("data");
        var count = (int)Tensor.Count(output.Shape);
        for (var i = 0; i < count; i++)
        {
            TensorJson.WriteElement(json, output, i);
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    // A map an example has become a table; what its columns are called goes where the protocol has room for more.
    private static void WriteKeys(Utf8JsonWriter json, IReadOnlyList<string>? keys)
    {
        if (keys is null)
        {
            return;
        }

        json.WriteStartObject("parameters");
        json.WriteString("keys", string.Join(',', keys));
        json.WriteEndObject();
    }
}
