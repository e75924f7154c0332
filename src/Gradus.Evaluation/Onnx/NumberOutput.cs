using Gradus.Core.Datasets;
using Gradus.Core.Errors;
using Gradus.Evaluation.Answers;
using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;

namespace Gradus.Evaluation.Onnx;

/// <summary>The one output of a regressor or a ranker that is read: a real number an example, [batch] or [batch, 1].</summary>
internal sealed class NumberOutput : IOutputs
{
    private static readonly string[] UsualNames =
    [
        "variable",
        "prediction",
        "predictions",
        "output",
        "output_0",
        "score",
        "scores",
    ];

    private readonly string _name;

    private NumberOutput(string name) => _name = name;

    /// <summary>Chooses the output by type, and by usual name where several fit.</summary>
    public static Result<IOutputs> Bind(OnnxModel model, DatasetTask task)
    {
        var real = model.Outputs.Where(output => IsReal(output.Value)).Select(output => output.Key).ToList();
        return (UsualNames.FirstOrDefault(real.Contains), real) switch
        {
            (_, []) => Error.Invalid(
                $"the model gives no real number (a tensor of 32- or 64-bit floats); a {task.Word()} needs one an example"
            ),
            ({ } usual, _) => Check(usual, model.Outputs[usual], task),
            (_, [var only]) => Check(only, model.Outputs[only], task),
            _ => Error.Invalid(
                $"the model gives {real.Count} real outputs ({string.Join(", ", real)}); a {task.Word()} needs one"
            ),
        };
    }

    /// <inheritdoc/>
    public IReadOnlyList<string> Names => [_name];

    /// <inheritdoc/>
    public Answer Read(IReadOnlyList<OrtValue> outputs) =>
        new(null, null, ScoreValues.Read(outputs[0]), $"output '{_name}'");

    private static Result<IOutputs> Check(string name, NodeMetadata node, DatasetTask task) =>
        node.Dimensions is [_, > 1 and var columns]
            ? NumberReading.Several($"output '{name}'", columns, task)
            : new NumberOutput(name);

    private static bool IsReal(NodeMetadata node) =>
        node is { IsTensor: true, ElementDataType: TensorElementType.Float or TensorElementType.Double };
}
