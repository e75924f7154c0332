using System.Buffers;
using System.Buffers.Binary;
using System.Text;

namespace Gradus.Serving.Hosts;

/// <summary>What a frame between gateway and model process is about.</summary>
internal enum FrameKind : byte
{
    /// <summary>The process is ready: the model's form, as JSON.</summary>
    Ready = 1,

    /// <summary>The model cannot be loaded: the reason.</summary>
    Unusable,

    /// <summary>Tensors for the model.</summary>
    Inputs,

    /// <summary>Tensors from the model.</summary>
    Outputs,

    /// <summary>The model refuses these inputs, or fails on them: the reason.</summary>
    Refused,
}

/// <summary>
/// One message between gateway and model process: the length of what follows (int32), its kind (a byte and seven that say
/// nothing, so that the content is aligned), its content. Numbers are little-endian, texts UTF-8.
/// </summary>
internal static class Frame
{
    // What came from a process that ran foreign code is not taken for a reason to take all memory.
    private const int MaxLength = 1 << 30;
    private const int KindLength = FrameReader.Alignment;
    private const int HeadLength = sizeof(int) + KindLength;

    /// <summary>Writes a frame as one piece.</summary>
    /// <param name="stream">Where to.</param>
    /// <param name="kind">What it is about.</param>
    /// <param name="length">How long its content is, in bytes.</param>
    /// <param name="content">The content.</param>
    /// <param name="write">Writes it into a place of that length.</param>
    public static void Write<T>(Stream stream, FrameKind kind, int length, T content, SpanAction<byte, T> write)
    {
        var whole = checked(HeadLength + length);
        var bytes = ArrayPool<byte>.Shared.Rent(whole);
        try
        {
            BinaryPrimitives.WriteInt32LittleEndian(bytes, whole - sizeof(int));
            bytes.AsSpan(sizeof(int), KindLength).Clear();
            bytes[sizeof(int)] = (byte)kind;
            write(bytes.AsSpan(HeadLength, length), content);
            stream.Write(bytes, 0, whole);
            stream.Flush();
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(bytes);
        }
    }

    /// <summary>Writes a frame that holds a text.</summary>
    public static void Write(Stream stream, FrameKind kind, string text) =>
        Write(stream, kind, Encoding.UTF8.GetByteCount(text), text, (bytes, all) => Encoding.UTF8.GetBytes(all, bytes));

    /// <summary>Reads the next frame.</summary>
    /// <exception cref="EndOfStreamException">The other side has gone.</exception>
    /// <exception cref="InvalidDataException">That is no frame.</exception>
    public static (FrameKind Kind, ReadOnlyMemory<byte> Content) Read(Stream stream)
    {
        Span<byte> head = stackalloc byte[sizeof(int)];
        stream.ReadExactly(head);
        var length = BinaryPrimitives.ReadInt32LittleEndian(head);
        if (length is < KindLength or > MaxLength)
        {
            throw new InvalidDataException($"A frame of {length} bytes.");
        }

        var bytes = GC.AllocateUninitializedArray<byte>(length);
        stream.ReadExactly(bytes);
        return ((FrameKind)bytes[0], bytes.AsMemory(KindLength));
    }

    /// <summary>The text that a frame holds.</summary>
    public static string TextOf(ReadOnlyMemory<byte> content) => Encoding.UTF8.GetString(content.Span);
}
