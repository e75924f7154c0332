using System.Diagnostics;
using Microsoft.ML.OnnxRuntime;

namespace Gradus.ServingLoad;

/// <summary>The most that can be: the same model in sessions of this process, called in a loop, one session a thread.</summary>
internal static class Ceiling
{
    private static readonly string[] Inputs = ["features"];
    private static readonly string[] Outputs = ["label", "probabilities"];

    /// <summary>Examples a second of <paramref name="sessions"/> loops at once with batches of this size.</summary>
    public static double Throughput(string model, Sample sample, int batch, int sessions, TimeSpan time)
    {
        var rows = 0L;
        var began = 0L;
        using var start = new Barrier(sessions, _ => began = Stopwatch.GetTimestamp());
        var threads = Enumerable.Range(0, sessions).Select(_ => new Thread(Loop)).ToList();
        threads.ForEach(thread => thread.Start());
        threads.ForEach(thread => thread.Join());
        return rows / Stopwatch.GetElapsedTime(began).TotalSeconds;

        void Loop()
        {
            using var session = Open(model);
            var features = sample.Rows(batch);
            Run(session, features, batch);
            var done = 0L;
            start.SignalAndWait();
            while (Stopwatch.GetElapsedTime(began) < time)
            {
                Run(session, features, batch);
                done += batch;
            }

            Interlocked.Add(ref rows, done);
        }
    }

    /// <summary>A session as a process of the gateway has it.</summary>
    public static InferenceSession Open(string model)
    {
        using var options = new SessionOptions { IntraOpNumThreads = 1, InterOpNumThreads = 1 };
        return new InferenceSession(model, options);
    }

    /// <summary>Runs it on a batch, and takes its answer.</summary>
    public static void Run(InferenceSession session, float[] features, int batch)
    {
        using var run = new RunOptions();
        using var input = OrtValue.CreateTensorValueFromMemory(features, [batch, Sample.Width]);
        using var outputs = session.Run(run, Inputs, [input], Outputs);
        _ = outputs[1].GetTensorDataAsSpan<float>().ToArray();
    }
}
