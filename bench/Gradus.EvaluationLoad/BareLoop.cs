using System.Globalization;
using Microsoft.ML.OnnxRuntime;
using Sylvan.Data.Csv;

namespace Gradus.EvaluationLoad;

/// <summary>
/// The least that any evaluation does: reads a file's features, gives them to ONNX Runtime in batches, and takes its answers.
/// No check, no class, no metric.
/// </summary>
internal static class BareLoop
{
    private static readonly string[] Inputs = ["features"];
    private static readonly string[] Outputs = ["label", "probabilities"];

    /// <summary>How many rows it read, and how much processor time all of it took.</summary>
    public static (long Rows, TimeSpan Processor) Run(string model, string csv, int width, int batchSize, int threads)
    {
        var start = Environment.CpuUsage.TotalTime;
        using var options = new SessionOptions { IntraOpNumThreads = threads, InterOpNumThreads = 1 };
        options.AddSessionConfigEntry("session.intra_op.allow_spinning", "0");
        using var session = new InferenceSession(model, options);
        using var run = new RunOptions();
        using var reader = CsvDataReader.Create(csv, new CsvDataReaderOptions { Delimiter = ',' });
        var buffer = new float[batchSize * width];
        var (rows, filled) = (0L, 0);
        while (reader.Read())
        {
            for (var i = 0; i < width; i++)
            {
                buffer[(filled * width) + i] = float.Parse(
                    reader.GetFieldSpan(i),
                    NumberStyles.Float,
                    CultureInfo.InvariantCulture
                );
            }

            rows++;
            if (++filled == batchSize)
            {
                Predict(session, run, buffer, filled, width);
                filled = 0;
            }
        }

        if (filled > 0)
        {
            Predict(session, run, buffer, filled, width);
        }

        return (rows, Environment.CpuUsage.TotalTime - start);
    }

    private static void Predict(InferenceSession session, RunOptions run, float[] buffer, int count, int width)
    {
        using var input = OrtValue.CreateTensorValueFromMemory(
            OrtMemoryInfo.DefaultInstance,
            buffer.AsMemory(0, count * width),
            [count, width]
        );
        using var outputs = session.Run(run, Inputs, [input], Outputs);
        _ = outputs[0].GetTensorDataAsSpan<long>().ToArray();
        _ = outputs[1].GetTensorDataAsSpan<float>().ToArray();
    }
}
