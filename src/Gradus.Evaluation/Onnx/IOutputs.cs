using Gradus.Evaluation.Answers;
using Microsoft.ML.OnnxRuntime;

namespace Gradus.Evaluation.Onnx;

/// <summary>Which of a model's outputs are read, and as what.</summary>
internal interface IOutputs
{
    /// <summary>The outputs to ask for.</summary>
    IReadOnlyList<string> Names { get; }

    /// <summary>Takes their values apart.</summary>
    Answer Read(IReadOnlyList<OrtValue> outputs);
}
