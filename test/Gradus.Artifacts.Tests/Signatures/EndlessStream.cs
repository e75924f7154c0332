namespace Gradus.Artifacts.Tests.Signatures;

/// <summary>Some bytes, and after them a pattern over and over, up to a length that no memory holds.</summary>
internal sealed class EndlessStream(byte[] head, byte[] pattern, long length = long.MaxValue) : Stream
{
    public long Given { get; private set; }

    /// <summary>Called before each piece is given.</summary>
    public Action Reading { get; init; } = () => { };

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    public override int Read(Span<byte> buffer)
    {
        Reading();
        var count = (int)Math.Min(buffer.Length, length - Given);
        var start = (int)Math.Clamp(head.Length - Given, 0, count);
        head.AsSpan((int)Math.Min(Given, head.Length), start).CopyTo(buffer);
        var rest = buffer[start..count];
        for (var at = (Given + start - head.Length) % pattern.Length; !rest.IsEmpty; at = 0)
        {
            var piece = pattern.AsSpan((int)at, (int)Math.Min(pattern.Length - at, rest.Length));
            piece.CopyTo(rest);
            rest = rest[piece.Length..];
        }

        Given += count;
        return count;
    }

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    public override void Flush() { }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
}
