using Gradus.Evaluation.Answers;
using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;

namespace Gradus.Evaluation.Onnx;

/// <summary>Reads the real numbers that an ONNX model gives.</summary>
internal static class ScoreValues
{
    /// <summary>Reads a tensor [batch] or [batch, columns], or a sequence of one map an example.</summary>
    public static ScoreTable Read(OrtValue value) => value.IsTensor ? ReadTensor(value) : ReadMaps(value);

    private static ScoreTable ReadTensor(OrtValue value)
    {
        var type = value.GetTensorTypeAndShape();
        var values =
            type.ElementDataType == TensorElementType.Double
                ? Array.ConvertAll(value.GetTensorDataAsSpan<double>().ToArray(), number => (float)number)
                : value.GetTensorDataAsSpan<float>().ToArray();
        var columns = type.Shape.Length switch
        {
            0 => throw new ModelException("The model's scores are one number for all examples."),
            _ when values.Length == 0 => 0,
            _ => values.Length / (int)type.Shape[0],
        };
        return new ScoreTable(columns, values, null);
    }

    private static ScoreTable ReadMaps(OrtValue sequence)
    {
        var allocator = OrtAllocator.DefaultInstance;
        var rows = sequence.GetValueCount();
        object[] keys = [];
        float[] values = [];
        for (var row = 0; row < rows; row++)
        {
            using var map = sequence.GetValue(row, allocator);
            using var rowKeys = map.GetValue(0, allocator);
            using var rowValues = map.GetValue(1, allocator);
            if (row == 0)
            {
                keys = ReadKeys(rowKeys);
                values = new float[rows * keys.Length];
            }

            // The runtime's maps are ordered by key, so every example's columns are in the same order.
            rowValues.GetTensorDataAsSpan<float>().CopyTo(values.AsSpan(row * keys.Length, keys.Length));
        }

        return new ScoreTable(keys.Length, values, keys);
    }

    private static object[] ReadKeys(OrtValue keys) =>
        keys.GetTensorTypeAndShape().ElementDataType == TensorElementType.String
            ? [.. keys.GetStringTensorAsArray()]
            : [.. keys.GetTensorDataAsSpan<long>().ToArray().Cast<object>()];
}
