using Gradus.Core.Errors;
using Gradus.Evaluation.Datasets;
using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;

namespace Gradus.Evaluation.Onnx;

/// <summary>
/// One float tensor that takes all features of an example in column order: [batch, n], or [batch, a, b, …] with
/// a · b · … = n, e.g. an image.
/// </summary>
internal sealed class TensorInput : InputBinding
{
    private readonly long[] _exampleShape;

    private TensorInput(string name, int[] dimensions, long[] exampleShape)
        : base([name], Fixed(dimensions[0]), dimensions[1..].Any(d => d < 0)) => _exampleShape = exampleShape;

    /// <summary>Binds the only input of a model.</summary>
    public static Result<InputBinding> Bind(KeyValuePair<string, NodeMetadata> input, LabelledTable dataset)
    {
        var (name, node) = input;
        if (!node.IsTensor || node.ElementDataType != TensorElementType.Float)
        {
            return Error.Invalid($"input '{name}' is not a tensor of 32-bit floats", name);
        }

        if (node.Dimensions.Length < 2)
        {
            return Error.Invalid($"input '{name}' is not of shape [batch, features]", name);
        }

        var width = dataset.Features.Count;
        return ExampleShape(node.Dimensions[1..], width) is { } shape
            ? new TensorInput(name, node.Dimensions, shape)
            : Error.Invalid(
                $"input '{name}' takes {Takes(node.Dimensions[1..])} features; data set '{dataset.Name}' has {width}",
                name
            );
    }

    /// <inheritdoc/>
    public override IReadOnlyList<OrtValue> Feed(Batch batch) =>
        [
            OrtValue.CreateTensorValueFromMemory(
                OrtMemoryInfo.DefaultInstance,
                batch.Features,
                [batch.Count, .. _exampleShape]
            ),
        ];

    // A single free dimension takes what the fixed ones leave; null if the features do not fill the shape exactly.
    private static long[]? ExampleShape(int[] dimensions, int width)
    {
        var fixedSize = dimensions.Where(d => d >= 0).Aggregate(1L, (product, d) => product * d);
        var free = dimensions.Count(d => d < 0);
        var fits = free switch
        {
            0 => fixedSize == width,
            1 => fixedSize > 0 && width % fixedSize == 0,
            _ => false,
        };
        return fits ? [.. dimensions.Select(d => d >= 0 ? d : width / fixedSize)] : null;
    }

    private static string Takes(int[] dimensions) =>
        string.Join(" × ", dimensions.Select(d => Fixed(d)?.ToString(provider: null) ?? "?"));
}
