namespace Gradus.Artifacts.Signatures;

/// <summary>
/// Bytes that give out after an allowance until it is renewed. A protocol buffer reader believes the lengths it reads; with
/// this under it, what it holds at once stays within the allowance.
/// </summary>
internal sealed class MeteredStream(Stream bytes, CancellationToken cancellationToken) : Stream
{
    private long _allowance;
    private long _given;

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    /// <summary>How many bytes were read; CodedInputStream reckons its own position from this.</summary>
    public override long Position
    {
        get => _given;
        set => throw new NotSupportedException();
    }

    /// <summary>Sets how many bytes may be read from here on.</summary>
    public void Allow(long count) => _allowance = count;

    public override int Read(Span<byte> buffer)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var read = bytes.Read(buffer);
        _given += read;
        _allowance -= read;
        return _allowance < 0 ? throw new UnreadableOnnxException("a name in it is too long") : read;
    }

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    public override void Flush() { }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
}

/// <summary>The bytes are not those of an ONNX model; the message completes "… is not readable: ".</summary>
internal sealed class UnreadableOnnxException(string reason) : Exception(reason);
