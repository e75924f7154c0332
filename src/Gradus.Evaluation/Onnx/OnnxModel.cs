using Microsoft.ML.OnnxRuntime;

namespace Gradus.Evaluation.Onnx;

/// <summary>An ONNX file loaded into ONNX Runtime on the CPU.</summary>
public sealed class OnnxModel : IDisposable
{
    private readonly InferenceSession _session;

    private OnnxModel(InferenceSession session) => _session = session;

    /// <summary>Loads the file at <paramref name="path"/>; external weights are found beside it.</summary>
    /// <param name="threads">How many threads may work on one operator.</param>
    /// <exception cref="ModelException">The file is no model that the runtime can load.</exception>
    public static OnnxModel Load(string path, int threads)
    {
        using var options = new SessionOptions
        {
            IntraOpNumThreads = threads,
            InterOpNumThreads = 1,
            ExecutionMode = ExecutionMode.ORT_SEQUENTIAL,
            // What the runtime would log of an error, its exception says too.
            LogSeverityLevel = OrtLoggingLevel.ORT_LOGGING_LEVEL_FATAL,
        };
        // Idle threads that spin would take the processor from whatever else runs on the machine.
        options.AddSessionConfigEntry("session.intra_op.allow_spinning", "0");
        try
        {
            return new OnnxModel(new InferenceSession(path, options));
        }
        catch (OnnxRuntimeException e)
        {
            throw new ModelException($"The model file could not be loaded: {RuntimeMessage.Of(e, path)}", e);
        }
    }

    /// <summary>What ran the model, e.g. "ONNX Runtime 1.31.1".</summary>
    public static string Runtime => $"ONNX Runtime {OrtEnv.Instance().GetVersionString()}";

    /// <summary>What the model takes.</summary>
    public IReadOnlyDictionary<string, NodeMetadata> Inputs => _session.InputMetadata;

    /// <summary>What the model gives.</summary>
    public IReadOnlyDictionary<string, NodeMetadata> Outputs => _session.OutputMetadata;

    /// <summary>Runs the model once.</summary>
    /// <exception cref="OnnxRuntimeException">The model refuses the input or breaks.</exception>
    public IDisposableReadOnlyCollection<OrtValue> Run(
        IReadOnlyCollection<string> inputNames,
        IReadOnlyCollection<OrtValue> inputs,
        IReadOnlyCollection<string> outputNames,
        CancellationToken ct
    )
    {
        using var run = new RunOptions();
        using var cancellation = ct.Register(() => run.Terminate = true);
        return _session.Run(run, inputNames, inputs, outputNames);
    }

    /// <inheritdoc/>
    public void Dispose() => _session.Dispose();
}
