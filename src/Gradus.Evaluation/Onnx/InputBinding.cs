using Gradus.Core.Errors;
using Gradus.Evaluation.Datasets;
using Microsoft.ML.OnnxRuntime;

namespace Gradus.Evaluation.Onnx;

/// <summary>How a data set's features become a model's inputs.</summary>
internal abstract class InputBinding
{
    private protected InputBinding(IReadOnlyList<string> names, int? batchSize, bool isWidthFree)
    {
        Names = names;
        IsWidthFree = isWidthFree;
        BatchSize = batchSize;
    }

    /// <summary>
    /// Binds by the number of inputs: a single one takes all features in column order, several take one column each, by
    /// name. The refusal says which input does not fit the data set.
    /// </summary>
    public static Result<InputBinding> Bind(OnnxModel model, LabelledTable dataset) =>
        model.Inputs.Count == 1 && !IsOneNamedColumn(model.Inputs.Single(), dataset)
            ? TensorInput.Bind(model.Inputs.Single(), dataset)
            : ColumnInputs.Bind(model.Inputs, dataset);

    /// <summary>The inputs' names, in the order of <see cref="Feed"/>.</summary>
    public IReadOnlyList<string> Names { get; }

    /// <summary>How many examples the model takes at once; null if it is free.</summary>
    public int? BatchSize { get; }

    /// <summary>Whether the model does not declare how many features it takes, so that only running it can tell.</summary>
    public bool IsWidthFree { get; }

    /// <summary>The inputs' values for a batch; valid until the batch is filled anew. The caller disposes them.</summary>
    public abstract IReadOnlyList<OrtValue> Feed(Batch batch);

    /// <summary>The size of a dimension that is fixed; null if it is free (-1 in the runtime's metadata).</summary>
    protected static int? Fixed(int dimension) => dimension >= 0 ? dimension : null;

    private static bool IsOneNamedColumn(KeyValuePair<string, NodeMetadata> input, LabelledTable dataset) =>
        dataset.Features.Contains(input.Key) && input.Value is { IsTensor: true, Dimensions: [_, 1] or [_] };
}
