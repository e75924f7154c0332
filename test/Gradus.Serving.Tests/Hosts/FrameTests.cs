using CsCheck;
using Gradus.Serving.Tensors;

namespace Gradus.Serving.Hosts;

/// <summary>What goes between gateway and model process comes out as it went in, and what is damaged is refused.</summary>
public sealed class FrameTests
{
    private static readonly Gen<Tensor> AnyNumbers =
        from type in Gen.Int[0, 3]
            .Select(i => new[] { ElementType.Bool, ElementType.Int16, ElementType.Float32, ElementType.UInt64 }[i])
        from shape in Gen.Long[0, 4].Array[0, 4]
        from data in Gen.Byte.Array[(int)Tensor.Count(shape) * type.Size()]
        from name in Gen.String[0, 8]
        select new Tensor(name, type, shape, data, default);

    private static readonly Gen<Tensor> AnyTexts =
        from texts in Gen.String[0, 8].Array[0, 5]
        from keys in Gen.String[1, 4].Array[1, 3].Null()
        select new Tensor("text", ElementType.Text, [texts.Length], default, texts, keys);

    private static readonly Gen<Tensor[]> Any = Gen.OneOf(AnyNumbers, AnyTexts).Array[0, 4];

    [Fact]
    public void Tensors_come_out_as_they_went_in() =>
        Any.Sample(tensors =>
        {
            using var stream = new MemoryStream(Bytes(tensors));
            var (kind, content) = Frame.Read(stream);
            return kind == FrameKind.Outputs && Same(TensorFrames.Read(content), tensors);
        });

    [Fact]
    public void Damaged_frames_are_refused_and_never_believed() =>
        Gen.Select(Any, Gen.Int[0, 1_000], Gen.Byte)
            .Sample(
                (tensors, place, value) =>
                {
                    var bytes = Bytes(tensors);
                    // Behind the length, whose damage is a stream's that ends too early.
                    bytes[sizeof(int) + (place % (bytes.Length - sizeof(int)))] = value;
                    using var stream = new MemoryStream(bytes);
                    var (_, content) = Frame.Read(stream);
                    try
                    {
                        TensorFrames.Read(content);
                    }
                    catch (InvalidDataException)
                    {
                        // As it should be, where it is not another tensor by chance.
                    }
                }
            );

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    [InlineData(int.MaxValue)]
    public void A_frame_of_no_sensible_length_is_none(int length)
    {
        using var stream = new MemoryStream(BitConverter.GetBytes(length));

        Should.Throw<InvalidDataException>(() => Frame.Read(stream));
    }

    [Fact]
    public void A_frame_that_is_cut_is_the_other_side_s_end()
    {
        using var stream = new MemoryStream(Bytes([])[..^1]);

        Should.Throw<EndOfStreamException>(() => Frame.Read(stream));
    }

    private static byte[] Bytes(Tensor[] tensors)
    {
        using var stream = new MemoryStream();
        TensorFrames.Write(stream, FrameKind.Outputs, tensors);
        return stream.ToArray();
    }

    private static bool Same(IReadOnlyList<Tensor> left, Tensor[] right) =>
        left.Count == right.Length
        && left.Zip(right)
            .All(pair =>
                pair.First.Name == pair.Second.Name
                && pair.First.Type == pair.Second.Type
                && pair.First.Shape.SequenceEqual(pair.Second.Shape)
                && pair.First.Data.Span.SequenceEqual(pair.Second.Data.Span)
                && pair.First.Texts.ToArray().SequenceEqual(pair.Second.Texts.ToArray())
                && (pair.First.Keys ?? []).SequenceEqual(pair.Second.Keys ?? [])
            );
}
