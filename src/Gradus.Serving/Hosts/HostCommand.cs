using System.Collections.Concurrent;
using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Text.Json;
using Gradus.Evaluation;
using Gradus.Evaluation.Onnx;
using Gradus.Isolation;
using Gradus.Serving.Tensors;
using Microsoft.ML.OnnxRuntime;

namespace Gradus.Serving.Hosts;

/// <summary>
/// The model process: the only one that loads a model. It limits itself, takes inputs as frames from standard input, and
/// answers on standard output. When the gateway closes its input, whatever it is doing, it ends.
/// </summary>
internal static class HostCommand
{
    /// <summary>Serves a model until the gateway goes away.</summary>
    /// <param name="path">The model's file.</param>
    /// <param name="options">How it is run.</param>
    public static int Run(string path, ProcessOptions options)
    {
        StandardStreams.Widen();
        using var frames = StandardStreams.TakeOutput();
        // A Ctrl+C in the gateway's terminal reaches this process too; the gateway says when it is over.
        using var interrupted = PosixSignalRegistration.Create(PosixSignal.SIGINT, signal => signal.Cancel = true);
        using var terminated = PosixSignalRegistration.Create(PosixSignal.SIGTERM, signal => signal.Cancel = true);
        OwnLimits.Apply(options.MemoryBytes);
        using var requests = ReadRequests();
        try
        {
            using var model = HostedModel.Load(path, options.Threads);
            model.WarmUp();
            Frame.Write(frames, FrameKind.Ready, JsonSerializer.Serialize(model.Form, HostJson.Default.ModelForm));
            foreach (var inputs in requests.GetConsumingEnumerable())
            {
                Answer(model, inputs, frames);
            }
        }
        catch (ModelException e)
        {
            Frame.Write(frames, FrameKind.Unusable, e.Message);
        }

        return 0;
    }

    private static void Answer(HostedModel model, IReadOnlyList<Tensor> inputs, Stream frames)
    {
        try
        {
            var outputs = model.Run(inputs);
            TensorFrames.Write(frames, FrameKind.Outputs, outputs);
        }
        catch (OnnxRuntimeException e)
        {
            Frame.Write(frames, FrameKind.Refused, RuntimeMessage.Of(e));
        }
    }

    // On a thread of its own, which sees the end of the input also while the model runs, and for ever.
    private static BlockingCollection<IReadOnlyList<Tensor>> ReadRequests()
    {
        var requests = new BlockingCollection<IReadOnlyList<Tensor>>();
        new Thread(() => ReadInto(requests)) { IsBackground = true }.Start();
        return requests;
    }

    private static void ReadInto(BlockingCollection<IReadOnlyList<Tensor>> requests)
    {
        using var input = Console.OpenStandardInput();
        try
        {
            while (true)
            {
                requests.Add(TensorFrames.Read(Frame.Read(input).Content));
            }
        }
        catch (Exception e) when (e is IOException or InvalidDataException)
        {
            Process.GetCurrentProcess().Kill();
        }
    }
}
