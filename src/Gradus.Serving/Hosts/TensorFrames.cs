using Gradus.Serving.Tensors;

namespace Gradus.Serving.Hosts;

/// <summary>Tensors as they go between gateway and model process.</summary>
internal static class TensorFrames
{
    private const int MaxRank = 32;

    /// <summary>Writes a frame with tensors, one after the other.</summary>
    public static void Write(Stream stream, FrameKind kind, IReadOnlyList<Tensor> tensors)
    {
        var counting = new FrameWriter([]);
        Write(ref counting, tensors);
        Frame.Write(
            stream,
            kind,
            counting.Length,
            tensors,
            (bytes, all) =>
            {
                var writer = new FrameWriter(bytes);
                Write(ref writer, all);
            }
        );
    }

    /// <summary>Reads what was written; numbers are not copied. Nothing in it is believed: sizes must fit what is there.</summary>
    /// <exception cref="InvalidDataException">These are no tensors.</exception>
    public static IReadOnlyList<Tensor> Read(ReadOnlyMemory<byte> content)
    {
        try
        {
            var reader = new FrameReader(content);
            var tensors = new List<Tensor>();
            for (var left = ReadCount(ref reader); left > 0; left--)
            {
                tensors.Add(ReadTensor(ref reader));
            }

            return tensors;
        }
        catch (Exception e) when (e is OverflowException or ArgumentException)
        {
            throw new InvalidDataException("What came are no tensors.", e);
        }
    }

    private static void Write(ref FrameWriter writer, IReadOnlyList<Tensor> tensors)
    {
        writer.Write(tensors.Count);
        foreach (var tensor in tensors)
        {
            writer.Write(tensor.Name);
            writer.Write((byte)tensor.Type);
            writer.Write(tensor.Shape.Length);
            foreach (var size in tensor.Shape)
            {
                writer.Write(size);
            }

            WriteTexts(ref writer, tensor.Keys?.ToArray() ?? []);
            if (tensor.Type is ElementType.Text)
            {
                WriteTexts(ref writer, tensor.Texts.Span);
            }
            else
            {
                writer.WriteAligned(tensor.Data.Span);
            }
        }
    }

    private static Tensor ReadTensor(ref FrameReader reader)
    {
        var name = reader.ReadText();
        var type = (ElementType)reader.ReadByte();
        var rank = reader.ReadInt32();
        if (!Enum.IsDefined(type) || rank is < 0 or > MaxRank)
        {
            throw new InvalidDataException("What came are no tensors.");
        }

        var shape = new long[rank];
        for (var i = 0; i < rank; i++)
        {
            shape[i] = reader.ReadInt64();
        }

        var keys = ReadTexts(ref reader);
        var count = checked((int)Tensor.Count(shape));
        var isText = type is ElementType.Text;
        var texts = isText ? ReadTexts(ref reader) : [];
        var data = isText ? default : reader.ReadAligned(checked(count * type.Size()));
        return texts.Length == (isText ? count : 0)
            ? new Tensor(name, type, shape, data, texts, keys.Length > 0 ? keys : null)
            : throw new InvalidDataException("A tensor is not as large as its shape.");
    }

    private static void WriteTexts(ref FrameWriter writer, ReadOnlySpan<string> texts)
    {
        writer.Write(texts.Length);
        foreach (var text in texts)
        {
            writer.Write(text);
        }
    }

    private static string[] ReadTexts(ref FrameReader reader)
    {
        var texts = new List<string>();
        for (var left = ReadCount(ref reader); left > 0; left--)
        {
            texts.Add(reader.ReadText());
        }

        return [.. texts];
    }

    private static int ReadCount(ref FrameReader reader) =>
        reader.ReadInt32() is >= 0 and var count ? count : throw new InvalidDataException("What came are no tensors.");
}
