using Gradus.Core.Errors;
using Gradus.Evaluation.Answers;
using Gradus.Evaluation.Datasets;
using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;

namespace Gradus.Evaluation.Onnx;

/// <summary>
/// Which outputs of a classifier are read: its label (int64 or string), its scores (a float tensor [batch, classes], or the
/// sequence of maps that scikit-learn's converter calls ZipMap), or both. A model without a label output says the class with
/// the greatest score.
/// </summary>
internal sealed class ClassOutputs : IOutputs
{
    private static readonly string[] LabelNames = ["label", "output_label", "labels"];

    private static readonly string[] ScoreNames =
    [
        "probabilities",
        "output_probability",
        "probability",
        "scores",
        "logits",
    ];

    private readonly string? _label;
    private readonly string? _scores;

    private ClassOutputs(string? label, string? scores)
    {
        _label = label;
        _scores = scores;
        Names = [.. new[] { label, scores }.OfType<string>()];
    }

    /// <summary>Chooses the outputs by type, and by usual name where several fit.</summary>
    public static Result<IOutputs> Bind(OnnxModel model, string dataset, ClassTable classes)
    {
        var label = Choose(model.Outputs.Where(o => IsLabel(o.Value)), LabelNames);
        var scores = Choose(model.Outputs.Where(o => IsScores(o.Value)), ScoreNames);
        if (label is null && scores is null)
        {
            return Error.Invalid("the model gives neither a label (int64 or string) nor scores (32-bit floats)");
        }

        return
            label is not null
            && model.Outputs[label].ElementDataType != TensorElementType.String
            && !classes.AreIntegers
            ? Error.Invalid(
                $"output '{label}' gives whole numbers; the labels of data set '{dataset}' are text such as '{classes[0]}'",
                label
            )
            : new ClassOutputs(label, scores);
    }

    /// <inheritdoc/>
    public IReadOnlyList<string> Names { get; }

    /// <inheritdoc/>
    public Answer Read(IReadOnlyList<OrtValue> outputs)
    {
        var isText =
            _label is not null && outputs[0].GetTensorTypeAndShape().ElementDataType == TensorElementType.String;
        return new Answer(
            _label is null || isText ? null : outputs[0].GetTensorDataAsSpan<long>().ToArray(),
            isText ? outputs[0].GetStringTensorAsArray() : null,
            _scores is null ? null : ScoreValues.Read(outputs[^1]),
            $"output '{Names[^1]}'"
        );
    }

    private static bool IsLabel(NodeMetadata node) =>
        node is { IsTensor: true, ElementDataType: TensorElementType.Int64 or TensorElementType.String };

    private static bool IsScores(NodeMetadata node) =>
        node is { IsTensor: true, ElementDataType: TensorElementType.Float }
        || node.OnnxValueType == OnnxValueType.ONNX_TYPE_SEQUENCE;

    private static string? Choose(IEnumerable<KeyValuePair<string, NodeMetadata>> fitting, string[] usual)
    {
        var names = fitting.Select(output => output.Key).ToList();
        return usual.FirstOrDefault(names.Contains) ?? names.FirstOrDefault();
    }
}
