using System.Diagnostics;

namespace Gradus.Serving.Pools;

/// <summary>What became of a call that was to be queued.</summary>
internal enum Queued
{
    /// <summary>It waits for its turn.</summary>
    Waiting,

    /// <summary>Too many wait already.</summary>
    Full,

    /// <summary>The version is on its way out; another one has taken over.</summary>
    Closed,
}

/// <summary>
/// The calls that wait for a model, first come first served. Who takes from it takes a batch: what waits and goes together, up
/// to a number of examples. If there is room for more, it waits a bounded time, and only while requests are being read that
/// could fill it.
/// </summary>
internal sealed class CallQueue(PoolOptions options, bool isBatchable)
{
    private readonly object _lock = new();
    private readonly LinkedList<Call> _calls = [];
    private int _arriving;
    private bool _isClosed;

    /// <summary>A request is being read that may become a call; it is until the result is disposed.</summary>
    public IDisposable Expect()
    {
        Interlocked.Increment(ref _arriving);
        return new Arrival(this);
    }

    /// <summary>How many calls wait.</summary>
    public int Count
    {
        get
        {
            lock (_lock)
            {
                return _calls.Count;
            }
        }
    }

    /// <summary>Adds a call at the end.</summary>
    public Queued Add(Call call)
    {
        lock (_lock)
        {
            if (_isClosed)
            {
                return Queued.Closed;
            }

            if (_calls.Count >= options.QueueLimit)
            {
                return Queued.Full;
            }

            _calls.AddLast(call);
            Monitor.PulseAll(_lock);
            return Queued.Waiting;
        }
    }

    /// <summary>Puts a call that was taken back at the front; also when the queue is closed.</summary>
    public void PutBack(Call call)
    {
        lock (_lock)
        {
            _calls.AddFirst(call);
            Monitor.PulseAll(_lock);
        }
    }

    /// <summary>Takes no more calls; those that wait are still handed out.</summary>
    public void Close()
    {
        lock (_lock)
        {
            _isClosed = true;
            Monitor.PulseAll(_lock);
        }
    }

    /// <summary>Has everybody who waits look again whether they still should.</summary>
    public void Wake()
    {
        lock (_lock)
        {
            Monitor.PulseAll(_lock);
        }
    }

    /// <summary>
    /// Waits for a batch. Null if there will be none any more; empty if <paramref name="isInterrupted"/> says so.
    /// </summary>
    public IReadOnlyList<Call>? Take(Func<bool> isInterrupted)
    {
        lock (_lock)
        {
            while (!HasCalls())
            {
                if (_isClosed)
                {
                    return null;
                }

                if (isInterrupted())
                {
                    return [];
                }

                Monitor.Wait(_lock);
            }

            return TakeBatch();
        }
    }

    /// <summary>Waits for a time, or until nothing waits and nothing more will come; true if so.</summary>
    public bool WaitForEnd(TimeSpan time)
    {
        lock (_lock)
        {
            var began = Stopwatch.GetTimestamp();
            while (!(_isClosed && !HasCalls()) && time - Stopwatch.GetElapsedTime(began) is { Ticks: > 0 } left)
            {
                Monitor.Wait(_lock, left);
            }

            return _isClosed && !HasCalls();
        }
    }

    private bool HasCalls()
    {
        while (_calls.First is { Value.IsOver: true })
        {
            _calls.RemoveFirst();
        }

        return _calls.Count > 0;
    }

    private List<Call> TakeBatch()
    {
        var batch = new List<Call> { _calls.First!.Value };
        _calls.RemoveFirst();
        if (!isBatchable || batch[0].IsAlone)
        {
            return batch;
        }

        var began = Stopwatch.GetTimestamp();
        var rows = Fill(batch, batch[0].Rows);
        while (
            rows < options.MaxBatch
            && Volatile.Read(ref _arriving) > 0
            && options.MaxWait - Stopwatch.GetElapsedTime(began) is { Ticks: > 0 } left
            && Monitor.Wait(_lock, left)
        )
        {
            rows = Fill(batch, rows);
        }

        return batch;
    }

    // Stops at the first that does not fit, so that nobody is overtaken.
    private int Fill(List<Call> batch, int rows)
    {
        while (
            HasCalls()
            && _calls.First!.Value is var next
            && !next.IsAlone
            && rows + next.Rows <= options.MaxBatch
            && next.IsLike(batch[0])
        )
        {
            _calls.RemoveFirst();
            batch.Add(next);
            rows += next.Rows;
        }

        return rows;
    }

    private sealed class Arrival(CallQueue queue) : IDisposable
    {
        private bool _isOver;

        public void Dispose()
        {
            if (!_isOver)
            {
                _isOver = true;
                Interlocked.Decrement(ref queue._arriving);
            }
        }
    }
}
