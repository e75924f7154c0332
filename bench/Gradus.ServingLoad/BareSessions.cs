using System.Collections.Concurrent;
using Microsoft.ML.OnnxRuntime;

namespace Gradus.ServingLoad;

/// <summary>
/// What a gateway's latency is held against: as many sessions of this process, each with a thread that takes requests of one example from
/// one queue. Nothing is between, and requests wait for each other as they do at the gateway.
/// </summary>
internal sealed class BareSessions : IDisposable
{
    private readonly BlockingCollection<TaskCompletionSource> _queue = [];
    private readonly List<Thread> _threads;

    public BareSessions(string model, Sample sample, int sessions)
    {
        _threads =
        [
            .. Enumerable.Range(0, sessions).Select(_ => new Thread(() => Serve(Ceiling.Open(model), sample.Rows(1)))),
        ];
        _threads.ForEach(thread => thread.Start());
    }

    /// <summary>One request.</summary>
    public Task AskAsync()
    {
        var answer = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _queue.Add(answer);
        return answer.Task;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _queue.CompleteAdding();
        _threads.ForEach(thread => thread.Join());
        _queue.Dispose();
    }

    private void Serve(InferenceSession session, float[] example)
    {
        using (session)
        {
            foreach (var answer in _queue.GetConsumingEnumerable())
            {
                Ceiling.Run(session, example, 1);
                answer.SetResult();
            }
        }
    }
}
