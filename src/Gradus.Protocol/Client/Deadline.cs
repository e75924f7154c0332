namespace Gradus.Protocol.Client;

/// <summary>How long one exchange may take: until its caller cancels it, or until a time is up, which is an outage.</summary>
internal sealed class Deadline : IDisposable
{
    private readonly CancellationTokenSource _source;
    private readonly CancellationToken _caller;

    public Deadline(TimeSpan? limit, CancellationToken caller)
    {
        _caller = caller;
        _source = CancellationTokenSource.CreateLinkedTokenSource(caller);
        if (limit is { } time)
        {
            _source.CancelAfter(time);
        }
    }

    public CancellationToken Token => _source.Token;

    /// <summary>Whether the time is up though the caller still waits.</summary>
    public bool HasPassed => _source.IsCancellationRequested && !_caller.IsCancellationRequested;

    public void Dispose() => _source.Dispose();
}
