using Gradus.Serving.Tensors;

namespace Gradus.Serving.Hosts;

/// <summary>Tensors as they go between gateway and model process.</summary>
internal static class TensorFrames
{
    private const int MaxRank = 32;

    /// <summary>Writes tensors one after the other.</summary>
    public static void Write(BinaryWriter writer, IReadOnlyList<Tensor> tensors)
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

            WriteTexts(writer, tensor.Keys ?? []);
            if (tensor.Type is ElementType.Text)
            {
                WriteTexts(writer, tensor.Texts.ToArray());
            }
            else
            {
                writer.Write(tensor.Data.Span);
            }
        }
    }

    /// <summary>Reads what was written. Nothing in it is believed: sizes must fit what is there.</summary>
    /// <exception cref="InvalidDataException">These are no tensors.</exception>
    public static IReadOnlyList<Tensor> Read(BinaryReader reader)
    {
        try
        {
            return [.. Enumerable.Range(0, reader.ReadInt32()).Select(_ => ReadTensor(reader)).ToList()];
        }
        catch (Exception e)
            when (e is EndOfStreamException or OverflowException or ArgumentException or FormatException)
        {
            throw new InvalidDataException("What came are no tensors.", e);
        }
    }

    private static Tensor ReadTensor(BinaryReader reader)
    {
        var name = reader.ReadString();
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

        var keys = ReadTexts(reader);
        var count = checked((int)Tensor.Count(shape));
        var isText = type is ElementType.Text;
        var texts = isText ? ReadTexts(reader) : [];
        var data = isText ? [] : reader.ReadBytes(checked(count * type.Size()));
        return data.Length == count * type.Size() && texts.Length == (isText ? count : 0)
            ? new Tensor(name, type, shape, data, texts, keys.Length > 0 ? keys : null)
            : throw new InvalidDataException("A tensor is not as large as its shape.");
    }

    private static void WriteTexts(BinaryWriter writer, IReadOnlyList<string> texts)
    {
        writer.Write(texts.Count);
        foreach (var text in texts)
        {
            writer.Write(text);
        }
    }

    private static string[] ReadTexts(BinaryReader reader)
    {
        var texts = new List<string>();
        for (var left = reader.ReadInt32(); left > 0; left--)
        {
            texts.Add(reader.ReadString());
        }

        return [.. texts];
    }
}
