using System.Text.Json;
using Gradus.Serving.Tensors;

namespace Gradus.Serving.Mlflow;

/// <summary>
/// Writes <c>{"predictions": …}</c>. What was asked as a table is answered row by row, an object of the outputs each; what was
/// asked as arrays is answered with an array for each output.
/// </summary>
internal static class Predictions
{
    /// <summary>Writes the answer.</summary>
    /// <param name="json">Where to.</param>
    /// <param name="outputs">The model's outputs.</param>
    /// <param name="rows">How many rows the table had; null if arrays were asked about.</param>
    public static void Write(Utf8JsonWriter json, IReadOnlyList<Tensor> outputs, int? rows)
    {
        json.WriteStartObject();
        json.WritePropertyName("predictions");
        if (rows is { } count && outputs.All(output => output.Shape is [var first, ..] && first == count))
        {
            WriteRecords(json, outputs, count);
        }
        else
        {
            WriteArrays(json, outputs);
        }

        json.WriteEndObject();
    }

    private static void WriteRecords(Utf8JsonWriter json, IReadOnlyList<Tensor> outputs, int rows)
    {
        json.WriteStartArray();
        for (var row = 0; row < rows; row++)
        {
            json.WriteStartObject();
            foreach (var output in outputs)
            {
                json.WritePropertyName(output.Name);
                // One number a row is a number, not a list of one.
                if (output is { Width: 1, Keys: null })
                {
                    TensorJson.WriteElement(json, output, row);
                }
                else
                {
                    WriteNested(json, output, 1, row * output.Width);
                }
            }

            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static void WriteArrays(Utf8JsonWriter json, IReadOnlyList<Tensor> outputs)
    {
        json.WriteStartObject();
        foreach (var output in outputs)
        {
            json.WritePropertyName(output.Name);
            WriteNested(json, output, 0, 0);
        }

        json.WriteEndObject();
    }

    // The elements from the index on that belong to one entry of a dimension; returns the index behind them.
    private static int WriteNested(Utf8JsonWriter json, Tensor tensor, int dimension, int index)
    {
        if (dimension == tensor.Shape.Length)
        {
            TensorJson.WriteElement(json, tensor, index);
            return index + 1;
        }

        if (tensor.Keys is { } keys && dimension == 1)
        {
            return WriteMap(json, tensor, keys, index);
        }

        json.WriteStartArray();
        for (var i = 0; i < tensor.Shape[dimension]; i++)
        {
            index = WriteNested(json, tensor, dimension + 1, index);
        }

        json.WriteEndArray();
        return index;
    }

    private static int WriteMap(Utf8JsonWriter json, Tensor tensor, IReadOnlyList<string> keys, int index)
    {
        json.WriteStartObject();
        foreach (var key in keys)
        {
            json.WritePropertyName(key);
            TensorJson.WriteElement(json, tensor, index++);
        }

        json.WriteEndObject();
        return index;
    }
}
