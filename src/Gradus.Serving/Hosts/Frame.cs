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
/// One message between gateway and model process: the length of what follows (int32), its kind (a byte), its content. Numbers
/// are little-endian, texts UTF-8 with their length before them.
/// </summary>
internal static class Frame
{
    // What came from a process that ran foreign code is not taken for a reason to take all memory.
    private const int MaxLength = 1 << 30;

    /// <summary>Writes a frame as one piece.</summary>
    public static void Write(Stream stream, FrameKind kind, Action<BinaryWriter> content)
    {
        using var memory = new MemoryStream();
        using var writer = new BinaryWriter(memory, Encoding.UTF8);
        writer.Write(0);
        writer.Write((byte)kind);
        content(writer);
        writer.Seek(0, SeekOrigin.Begin);
        writer.Write((int)memory.Length - sizeof(int));
        stream.Write(memory.GetBuffer(), 0, (int)memory.Length);
        stream.Flush();
    }

    /// <summary>Writes a frame that holds a text.</summary>
    public static void Write(Stream stream, FrameKind kind, string text) => Write(stream, kind, w => w.Write(text));

    /// <summary>Reads the next frame; the caller disposes the reader.</summary>
    /// <exception cref="EndOfStreamException">The other side has gone.</exception>
    /// <exception cref="InvalidDataException">That is no frame.</exception>
    public static (FrameKind Kind, BinaryReader Content) Read(Stream stream)
    {
        Span<byte> head = stackalloc byte[sizeof(int)];
        stream.ReadExactly(head);
        var length = BitConverter.ToInt32(head);
        if (length is < 1 or > MaxLength)
        {
            throw new InvalidDataException($"A frame of {length} bytes.");
        }

        var bytes = new byte[length];
        stream.ReadExactly(bytes);
        var content = new MemoryStream(bytes, 1, length - 1);
        return ((FrameKind)bytes[0], new BinaryReader(content, Encoding.UTF8));
    }
}
