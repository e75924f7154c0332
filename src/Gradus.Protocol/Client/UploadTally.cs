namespace Gradus.Protocol.Client;

/// <summary>Adds up the blocks of an upload, from whichever thread they come, and passes the sums on.</summary>
internal sealed class UploadTally
{
    private readonly long _total;
    private readonly IProgress<UploadProgress>? _progress;
    private long _hashed;
    private long _stored;

    public UploadTally(long total, IProgress<UploadProgress>? progress)
    {
        _total = total;
        _progress = progress;
        Hashed = new Counter(bytes => Tell(Interlocked.Add(ref _hashed, bytes), Interlocked.Read(ref _stored)));
        Stored = new Counter(bytes => Tell(Interlocked.Read(ref _hashed), Interlocked.Add(ref _stored, bytes)));
    }

    public IProgress<long> Hashed { get; }

    public IProgress<long> Stored { get; }

    private void Tell(long hashed, long stored) => _progress?.Report(new UploadProgress(_total, hashed, stored));

    // Unlike Progress<T> it reports at once, on the thread that did the work.
    private sealed class Counter(Action<long> add) : IProgress<long>
    {
        public void Report(long value) => add(value);
    }
}
