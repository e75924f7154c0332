using Gradus.Core.Errors;
using Gradus.Evaluation.Datasets;
using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;

namespace Gradus.Evaluation.Onnx;

/// <summary>
/// One input for each column, by name: float tensors of shape [batch, 1] or [batch]. Features that the model does not ask
/// for are left out.
/// </summary>
internal sealed class ColumnInputs : InputBinding
{
    private readonly int[] _columns;
    private readonly bool[] _areFlat;

    private ColumnInputs(IReadOnlyList<string> names, int? batchSize, int[] columns, bool[] areFlat)
        : base(names, batchSize, isWidthFree: false)
    {
        _columns = columns;
        _areFlat = areFlat;
    }

    /// <summary>Binds every input of a model to the feature of the same name.</summary>
    public static Result<InputBinding> Bind(IReadOnlyDictionary<string, NodeMetadata> inputs, LabelledTable dataset)
    {
        if (inputs.Count == 0)
        {
            return Error.Invalid("the model takes no input");
        }

        var features = dataset.Features.Index().ToDictionary(f => f.Item, f => f.Index, StringComparer.Ordinal);
        foreach (var (name, node) in inputs)
        {
            if (!features.ContainsKey(name))
            {
                return Error.Invalid($"input '{name}' is not a feature of data set '{dataset.Name}'", name);
            }

            if (
                node
                is not {
                    IsTensor: true,
                    ElementDataType: TensorElementType.Float,
                    Dimensions: [_, 1] or [_, -1] or [_]
                }
            )
            {
                return Error.Invalid($"input '{name}' is not one 32-bit float an example", name);
            }
        }

        return new ColumnInputs(
            [.. inputs.Keys],
            inputs.Values.Select(node => Fixed(node.Dimensions[0])).FirstOrDefault(size => size is not null),
            [.. inputs.Keys.Select(name => features[name])],
            [.. inputs.Values.Select(node => node.Dimensions.Length == 1)]
        );
    }

    /// <inheritdoc/>
    public override IReadOnlyList<OrtValue> Feed(Batch batch) =>
        [.. _columns.Select((column, i) => FeedColumn(batch, column, _areFlat[i]))];

    private static OrtValue FeedColumn(Batch batch, int column, bool isFlat)
    {
        var values = new float[batch.Count];
        for (var i = 0; i < values.Length; i++)
        {
            values[i] = batch.Row(i)[column];
        }

        return OrtValue.CreateTensorValueFromMemory(values, isFlat ? [values.Length] : [values.Length, 1]);
    }
}
