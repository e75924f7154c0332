namespace Gradus.Serving.Tensors;

/// <summary>Elements in row-major order with their shape.</summary>
/// <param name="Name">The input or output that it is for.</param>
/// <param name="Type">What the elements are.</param>
/// <param name="Shape">The size of each dimension.</param>
/// <param name="Data">The elements' bytes, little-endian; empty for text.</param>
/// <param name="Texts">The elements of a tensor of text; empty for others.</param>
/// <param name="Keys">What the columns of a map's values are called; null if it is none.</param>
internal sealed record Tensor(
    string Name,
    ElementType Type,
    long[] Shape,
    ReadOnlyMemory<byte> Data,
    ReadOnlyMemory<string> Texts,
    IReadOnlyList<string>? Keys = null
)
{
    /// <summary>How many elements a shape has.</summary>
    public static long Count(IEnumerable<long> shape) =>
        shape.Aggregate(1L, (product, size) => checked(product * size));

    /// <summary>Elements of one example.</summary>
    public int Width => (int)Count(Shape.Skip(1));

    /// <summary>Those rows of the first dimension that begin at <paramref name="start"/>, without copying.</summary>
    public Tensor Rows(int start, int count)
    {
        var size = Width * Type.Size();
        return this with
        {
            Shape = [count, .. Shape[1..]],
            Data = Data.IsEmpty ? Data : Data.Slice(start * size, count * size),
            Texts = Texts.IsEmpty ? Texts : Texts.Slice(start * Width, count * Width),
        };
    }

    /// <summary>Whether examples of both can go into one tensor.</summary>
    public bool IsLike(Tensor other) => Shape.AsSpan(1).SequenceEqual(other.Shape.AsSpan(1));

    /// <summary>The examples of several tensors that are alike, one after the other.</summary>
    public static Tensor Join(IReadOnlyList<Tensor> parts)
    {
        if (parts.Count == 1)
        {
            return parts[0];
        }

        return parts[0] with
        {
            Shape = [parts.Sum(part => part.Shape[0]), .. parts[0].Shape[1..]],
            Data = Concat(parts, part => part.Data),
            Texts = Concat(parts, part => part.Texts),
        };
    }

    private static T[] Concat<T>(IReadOnlyList<Tensor> parts, Func<Tensor, ReadOnlyMemory<T>> of)
    {
        var all = new T[parts.Sum(part => of(part).Length)];
        var at = 0;
        foreach (var part in parts)
        {
            of(part).CopyTo(all.AsMemory(at));
            at += of(part).Length;
        }

        return all;
    }
}
