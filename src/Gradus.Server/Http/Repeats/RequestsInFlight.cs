using System.Collections.Concurrent;

namespace Gradus.Server.Http.Repeats;

/// <summary>The requests with a key that this server carries out just now: a twin waits for the first one's answer.</summary>
internal sealed class RequestsInFlight(TimeProvider time)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(3);

    private readonly ConcurrentDictionary<string, TaskCompletionSource> _first = new(StringComparer.Ordinal);

    /// <summary>Waits for its turn; to be disposed of when it is over. Null if the first one takes too long.</summary>
    public async Task<IDisposable?> EnterAsync(string key, CancellationToken cancellationToken)
    {
        using var patience = new CancellationTokenSource(Patience, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(patience.Token, cancellationToken);
        var own = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        while (true)
        {
            var first = _first.GetOrAdd(key, own);
            if (first == own)
            {
                return new Turn(this, key, own);
            }

            try
            {
                await first.Task.WaitAsync(either.Token);
            }
            catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
            {
                return null;
            }
        }
    }

    private sealed class Turn(RequestsInFlight all, string key, TaskCompletionSource own) : IDisposable
    {
        public void Dispose()
        {
            all._first.TryRemove(key, out _);
            own.TrySetResult();
        }
    }
}
