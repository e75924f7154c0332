namespace Gradus.Serving.Following;

/// <summary>The loading of one version in the background, which is tried again after a while if it fails.</summary>
internal sealed class Attempt((int Version, string Digest) key, TimeProvider clock) : IAsyncDisposable
{
    private static readonly TimeSpan FirstDelay = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan LongestDelay = TimeSpan.FromSeconds(30);

    private readonly CancellationTokenSource _cancel = new();
    private Task _running = Task.CompletedTask;
    private DateTimeOffset _due = DateTimeOffset.MinValue;
    private int _failures;

    /// <summary>Which version it is.</summary>
    public (int Version, string Digest) Key => key;

    /// <summary>Loads it, unless that is under way or its time has not come.</summary>
    public void TryRun(Func<CancellationToken, Task> load)
    {
        if (_running.IsCompleted && clock.GetUtcNow() >= _due)
        {
            _due = DateTimeOffset.MaxValue;
            _running = load(_cancel.Token);
        }
    }

    /// <summary>It failed: the next time comes later, twice as late each time.</summary>
    public void NoteFailure()
    {
        var delay = FirstDelay * Math.Pow(2, Math.Min(_failures++, 20));
        _due = clock.GetUtcNow() + (delay < LongestDelay ? delay : LongestDelay);
    }

    /// <summary>It is not wanted any more. Returns when nothing of it is under way that could still take over.</summary>
    public async ValueTask DisposeAsync()
    {
        await _cancel.CancelAsync();
        await _running;
        _cancel.Dispose();
    }
}
