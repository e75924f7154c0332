using System.Buffers.Binary;
using System.Text;

namespace Gradus.Serving.Hosts;

/// <summary>Writes a frame's content, or only counts how long it is going to be.</summary>
/// <param name="target">Where to; empty to count.</param>
internal ref struct FrameWriter(Span<byte> target)
{
    private readonly Span<byte> _target = target;
    private readonly bool _counts = target.IsEmpty;

    /// <summary>How long it is so far.</summary>
    public int Length { get; private set; }

    /// <summary>A byte.</summary>
    public void Write(byte value)
    {
        if (Take(sizeof(byte)) is { IsEmpty: false } place)
        {
            place[0] = value;
        }
    }

    /// <summary>A number of four bytes.</summary>
    public void Write(int value)
    {
        if (Take(sizeof(int)) is { IsEmpty: false } place)
        {
            BinaryPrimitives.WriteInt32LittleEndian(place, value);
        }
    }

    /// <summary>A number of eight bytes.</summary>
    public void Write(long value)
    {
        if (Take(sizeof(long)) is { IsEmpty: false } place)
        {
            BinaryPrimitives.WriteInt64LittleEndian(place, value);
        }
    }

    /// <summary>A text, with its length before it.</summary>
    public void Write(string text)
    {
        var length = Encoding.UTF8.GetByteCount(text);
        Write(length);
        if (Take(length) is { IsEmpty: false } place)
        {
            Encoding.UTF8.GetBytes(text, place);
        }
    }

    /// <summary>A tensor's numbers.</summary>
    public void WriteAligned(ReadOnlySpan<byte> data)
    {
        if (Take(FrameReader.Aligned(Length) - Length) is { IsEmpty: false } gap)
        {
            gap.Clear();
        }

        if (Take(data.Length) is { IsEmpty: false } place)
        {
            data.CopyTo(place);
        }
    }

    // Empty if nothing is to be written.
    private Span<byte> Take(int length)
    {
        var at = Length;
        Length = checked(at + length);
        return _counts ? [] : _target.Slice(at, length);
    }
}
