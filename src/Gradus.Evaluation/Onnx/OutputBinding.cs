using Gradus.Core.Errors;
using Gradus.Evaluation.Datasets;
using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;

namespace Gradus.Evaluation.Onnx;

/// <summary>
/// Which outputs of a classifier are read: its label (int64 or string), its scores (a float tensor [batch, classes], or the
/// sequence of maps that scikit-learn's converter calls ZipMap), or both. A model without a label output says the class with
/// the greatest score.
/// </summary>
internal sealed class OutputBinding
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

    private OutputBinding(string? label, string? scores)
    {
        _label = label;
        _scores = scores;
        Names = [.. new[] { label, scores }.OfType<string>()];
    }

    /// <summary>Chooses the outputs by type, and by usual name where several fit.</summary>
    public static Result<OutputBinding> Bind(OnnxModel model, CsvDataset dataset, ClassTable classes)
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
                $"output '{label}' gives whole numbers; the labels of data set '{dataset.Name}' are text such as '{classes[0]}'",
                label
            )
            : new OutputBinding(label, scores);
    }

    /// <summary>The outputs to ask for.</summary>
    public IReadOnlyList<string> Names { get; }

    /// <summary>Takes the values apart; each part is null if the model does not give it.</summary>
    public (int[]? Labels, ScoreTable? Scores) Read(IReadOnlyList<OrtValue> outputs, ClassTable classes) =>
        (
            _label is null ? null : ReadLabels(outputs[0], classes),
            _scores is null ? null : ScoreTable.Read(outputs[^1])
        );

    private static int[] ReadLabels(OrtValue value, ClassTable classes)
    {
        if (value.GetTensorTypeAndShape().ElementDataType == TensorElementType.String)
        {
            return [.. value.GetStringTensorAsArray().Select(text => classes.IndexOf(text))];
        }

        var labels = value.GetTensorDataAsSpan<long>();
        var result = new int[labels.Length];
        for (var i = 0; i < result.Length; i++)
        {
            result[i] = classes.IndexOf(labels[i]);
        }

        return result;
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
