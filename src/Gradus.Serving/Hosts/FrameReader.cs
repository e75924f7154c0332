using System.Buffers.Binary;
using System.Text;

namespace Gradus.Serving.Hosts;

/// <summary>Reads a frame's content from its beginning. What is not there ends in an <see cref="ArgumentException"/>.</summary>
internal ref struct FrameReader(ReadOnlyMemory<byte> content)
{
    /// <summary>Numbers of a tensor begin at a multiple of this.</summary>
    public const int Alignment = 8;

    private int _at;

    /// <summary>The next byte.</summary>
    public byte ReadByte() => Take(sizeof(byte)).Span[0];

    /// <summary>The next four, as a number.</summary>
    public int ReadInt32() => BinaryPrimitives.ReadInt32LittleEndian(Take(sizeof(int)).Span);

    /// <summary>The next eight, as a number.</summary>
    public long ReadInt64() => BinaryPrimitives.ReadInt64LittleEndian(Take(sizeof(long)).Span);

    /// <summary>A text, with its length before it.</summary>
    public string ReadText() => Encoding.UTF8.GetString(Take(ReadInt32()).Span);

    /// <summary>A tensor's numbers, which are not copied.</summary>
    public ReadOnlyMemory<byte> ReadAligned(int length)
    {
        _at = Aligned(_at);
        return Take(length);
    }

    /// <summary>The first place from here on where numbers may begin.</summary>
    public static int Aligned(int at) => checked(at + Alignment - 1) / Alignment * Alignment;

    private ReadOnlyMemory<byte> Take(int length)
    {
        var taken = content.Slice(_at, length);
        _at += length;
        return taken;
    }
}
