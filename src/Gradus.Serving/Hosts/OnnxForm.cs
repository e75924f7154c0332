using Gradus.Evaluation;
using Gradus.Evaluation.Onnx;
using Gradus.Serving.Tensors;
using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;

namespace Gradus.Serving.Hosts;

/// <summary>What an ONNX model takes and gives, in this program's words.</summary>
internal static class OnnxForm
{
    /// <summary>The model's form.</summary>
    /// <exception cref="ModelException">It takes or gives what cannot be served.</exception>
    public static ModelForm Of(OnnxModel model) =>
        new(
            [.. model.Inputs.Select(input => ReadTensor("input", input.Key, input.Value))],
            [.. model.Outputs.Select(output => ReadOutput(output.Key, output.Value))]
        );

    /// <summary>The runtime's name of an element type.</summary>
    public static TensorElementType TypeOf(ElementType type) =>
        type is ElementType.Float16 ? TensorElementType.Float16
        : type is ElementType.Float32 ? TensorElementType.Float
        : type is ElementType.Float64 ? TensorElementType.Double
        : type is ElementType.Text ? TensorElementType.String
        : Enum.Parse<TensorElementType>(type.ToString());

    /// <summary>What the runtime calls so; null if it is none of ours.</summary>
    public static ElementType? TypeOf(TensorElementType type) =>
        type switch
        {
            TensorElementType.Float => ElementType.Float32,
            TensorElementType.Double => ElementType.Float64,
            TensorElementType.String => ElementType.Text,
            _ => Enum.TryParse<ElementType>(type.ToString(), out var same) ? same : null,
        };

    private static TensorSpec ReadOutput(string name, NodeMetadata node) =>
        node.OnnxValueType == OnnxValueType.ONNX_TYPE_SEQUENCE
        && node.AsSequenceMetadata().ElementMeta is { OnnxValueType: OnnxValueType.ONNX_TYPE_MAP } map
        && map.AsMapMetadata().ValueMetadata is { IsTensor: true, ElementDataType: TensorElementType.Float }
            ? new TensorSpec(name, ElementType.Float32, [null, null], HasKeys: true)
            : ReadTensor("output", name, node);

    private static TensorSpec ReadTensor(string what, string name, NodeMetadata node)
    {
        if (!node.IsTensor || TypeOf(node.ElementDataType) is not { } type)
        {
            throw new ModelException(
                $"The model's {what} '{name}' is {(node.IsTensor ? node.ElementDataType : node.OnnxValueType)}, which cannot be served."
            );
        }

        long?[] shape = [.. node.Dimensions.Select(size => size < 0 ? (long?)null : size)];
        return new TensorSpec(name, type, shape, node.SymbolicDimensions.FirstOrDefault());
    }
}
