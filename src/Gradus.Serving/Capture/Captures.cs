using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using System.Threading.Channels;
using Gradus.Core.Models;
using Gradus.Serving.Models;

namespace Gradus.Serving.Capture;

/// <summary>
/// Draws the answered requests that are kept. Nobody waits for it: they go through a bounded queue to
/// <see cref="CaptureWriter"/>, and what finds it full is only counted.
/// </summary>
internal sealed class Captures(CaptureOptions options, TimeProvider clock)
{
    private const int MostWaiting = 512;
    private const long MostBytesWaiting = 32L << 20;
    private const int LongestRequestId = 200;
    private const string RequestId = "X-Request-Id";

    private readonly Channel<CapturedRequest> _queue = Channel.CreateBounded<CapturedRequest>(
        new BoundedChannelOptions(MostWaiting) { SingleReader = true }
    );

    private readonly ConcurrentDictionary<ServedModel, CaptureCount> _counts = [];
    private long _bytesWaiting;

    /// <summary>Which requests are kept.</summary>
    public CaptureOptions Options => options;

    /// <summary>What has been kept of an address.</summary>
    public CaptureCount CountOf(ServedModel served) => _counts.GetOrAdd(served, _ => new CaptureCount());

    /// <summary>Keeps an answered request, or lets it go.</summary>
    /// <param name="served">Where it was asked.</param>
    /// <param name="request">The request.</param>
    /// <param name="columns">What it calls its columns; null if it does not.</param>
    /// <param name="prediction">What was answered.</param>
    public void Offer(ServedModel served, HttpRequest request, IReadOnlyList<string>? columns, Prediction prediction)
    {
        if (!options.IsOn || Random.Shared.NextDouble() >= options.Share)
        {
            return;
        }

        var captured = new CapturedRequest(
            served,
            clock.GetUtcNow(),
            IdOf(request),
            prediction.Version.Binding.ColumnsOf(columns),
            prediction.Version.Binding.IsByPosition,
            prediction.Inputs,
            prediction
        );
        var size = SizeOf(captured);
        if (Interlocked.Add(ref _bytesWaiting, size) > MostBytesWaiting || !_queue.Writer.TryWrite(captured))
        {
            Interlocked.Add(ref _bytesWaiting, -size);
            CountOf(served).NoteDropped();
        }
    }

    /// <summary>What is to be written, as it comes.</summary>
    public async IAsyncEnumerable<CapturedRequest> ReadAsync(
        [EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        await foreach (var captured in _queue.Reader.ReadAllAsync(cancellationToken))
        {
            Interlocked.Add(ref _bytesWaiting, -SizeOf(captured));
            yield return captured;
        }
    }

    /// <summary>What is in the queue now, without waiting.</summary>
    public bool TryRead(out CapturedRequest? captured) => _queue.Reader.TryRead(out captured);

    private static long SizeOf(CapturedRequest captured) =>
        captured
            .Inputs.Tensors.Concat(captured.Prediction.Outputs)
            .Sum(tensor => tensor.Data.Length + (tensor.Texts.Length * 64L));

    private static string IdOf(HttpRequest request) =>
        request.Headers[RequestId] is [{ Length: > 0 and <= LongestRequestId } id] && Text.IsPrintable(id) ? id : "";
}

/// <summary>What has been captured of an address since the gateway's start.</summary>
internal sealed class CaptureCount
{
    private long _kept;
    private long _dropped;

    /// <summary>Requests that were written.</summary>
    public long Kept => Volatile.Read(ref _kept);

    /// <summary>Requests that were drawn and not written: they came too fast, are no table, or the disk failed.</summary>
    public long Dropped => Volatile.Read(ref _dropped);

    /// <summary>Why the last one was not written; null if it was.</summary>
    public string? Problem { get; set; }

    public void NoteKept() => Interlocked.Increment(ref _kept);

    public void NoteDropped() => Interlocked.Increment(ref _dropped);
}
