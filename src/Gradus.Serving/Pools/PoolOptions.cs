using Gradus.Serving.Hosts;

namespace Gradus.Serving.Pools;

/// <summary>How a version's processes are run and asked.</summary>
internal sealed record PoolOptions
{
    /// <summary>How many processes a version has.</summary>
    public int Processes { get; init; } = 2;

    /// <summary>The most examples that go into a model at once, unless one request has more.</summary>
    public int MaxBatch { get; init; } = 32;

    /// <summary>How long a batch may wait for requests that are being read.</summary>
    public TimeSpan MaxWait { get; init; } = TimeSpan.FromMilliseconds(2);

    /// <summary>How many requests may wait.</summary>
    public int QueueLimit { get; init; } = 256;

    /// <summary>How long a model may take for a batch before its process is ended.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>How long a process may take to load its model and to run it once.</summary>
    public TimeSpan LoadTimeout { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>How a process is run.</summary>
    public ProcessOptions Process { get; init; } = new(Threads: 1, MemoryBytes: 4_000_000_000);

    /// <summary>How long a request waits for its answer, in the queue and out of it.</summary>
    public TimeSpan Patience => (2 * Timeout) + TimeSpan.FromSeconds(5);
}
