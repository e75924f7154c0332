using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;

namespace Gradus.Evaluation.Onnx;

/// <summary>A classifier's scores for a batch as they came out of the model.</summary>
/// <param name="Columns">Scores of an example.</param>
/// <param name="Values">[batch, columns].</param>
/// <param name="Keys">What the columns are called, if the model says so: <see cref="long"/> or <see cref="string"/>.</param>
internal sealed record ScoreTable(int Columns, float[] Values, IReadOnlyList<object>? Keys)
{
    /// <summary>Reads a tensor [batch] or [batch, columns], or a sequence of one map an example.</summary>
    public static ScoreTable Read(OrtValue value) => value.IsTensor ? ReadTensor(value) : ReadMaps(value);

    /// <summary>A single score an example, which is the probability of the greater of two classes, becomes two.</summary>
    public ScoreTable WithBothClasses() =>
        Columns == 1 ? new ScoreTable(2, [.. Values.SelectMany(p => new[] { 1 - p, p })], null) : this;

    /// <summary>
    /// Of two classes, a probability p beside an exact 0 becomes 1 − p and p: ONNX Runtime (1.30, 1.31) leaves the lesser
    /// class at 0 if a tree ensemble has weights for the greater one only.
    /// </summary>
    public ScoreTable WithComplement() =>
        Columns == 2 ? this with { Values = [.. Values.Chunk(2).SelectMany(Complement)] } : this;

    private static float[] Complement(float[] pair) => pair is [0, >= 0 and <= 1] ? [1 - pair[1], pair[1]] : pair;

    private static ScoreTable ReadTensor(OrtValue value)
    {
        var shape = value.GetTensorTypeAndShape().Shape;
        var values = value.GetTensorDataAsSpan<float>().ToArray();
        var columns = shape.Length switch
        {
            0 => throw new ModelException("The model's scores are one number for all examples."),
            _ when values.Length == 0 => 0,
            _ => values.Length / (int)shape[0],
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
