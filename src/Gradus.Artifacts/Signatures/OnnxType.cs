namespace Gradus.Artifacts.Signatures;

/// <summary>A type as ONNX declares it, in words, with the shape if it is a tensor's.</summary>
internal sealed record OnnxType(string Name, IReadOnlyList<long?> Shape)
{
    private const int MaxRank = 64;
    private const int MaxDepth = 8;

    // TensorProto.DataType.
    private static readonly string[] ElementNames =
    [
        "undefined",
        "float32",
        "uint8",
        "int8",
        "uint16",
        "int16",
        "int32",
        "int64",
        "string",
        "bool",
        "float16",
        "float64",
        "uint32",
        "uint64",
        "complex64",
        "complex128",
        "bfloat16",
        "float8e4m3fn",
        "float8e4m3fnuz",
        "float8e5m2",
        "float8e5m2fnuz",
        "uint4",
        "int4",
        "float4e2m1",
        "float8e8m0",
        "uint2",
        "int2",
    ];

    /// <summary>What stands for a type that is not declared.</summary>
    public static OnnxType Unknown { get; } = new("unknown", []);

    /// <summary>Reads a TypeProto.</summary>
    public static OnnxType Read(WireReader reader, int depth = 0)
    {
        if (depth > MaxDepth)
        {
            throw new UnreadableOnnxException($"a type in it is nested more than {MaxDepth} deep");
        }

        var type = Unknown;
        reader.Walk(tag =>
        {
            OnnxType? read = tag switch
            {
                OnnxTag.TypeTensor => ReadTensor(reader),
                OnnxTag.TypeSparseTensor => ReadTensor(reader).Within("sparse"),
                OnnxTag.TypeSequence => ReadElement(reader, depth).Within("sequence") with { Shape = [] },
                OnnxTag.TypeOptional => ReadElement(reader, depth).Within("optional"),
                OnnxTag.TypeMap => ReadMap(reader, depth),
                _ => null,
            };
            type = read ?? type;
            return read is not null;
        });
        return type;
    }

    private static OnnxType ReadTensor(WireReader reader)
    {
        var element = ElementNames[0];
        List<long?> shape = [];
        reader.Walk(tag =>
        {
            switch (tag)
            {
                case OnnxTag.ElementNumber:
                    element = ElementName(reader.ReadInteger());
                    return true;
                case OnnxTag.TensorShape:
                    return reader.Walk(inner => inner == OnnxTag.ShapeDimension && AddDimension(reader, shape));
                default:
                    return false;
            }
        });
        return new OnnxType(element, shape);
    }

    private static OnnxType ReadElement(WireReader reader, int depth)
    {
        var element = Unknown;
        reader.Walk(tag =>
        {
            element = tag == OnnxTag.ElementType ? Read(reader, depth + 1) : element;
            return tag == OnnxTag.ElementType;
        });
        return element;
    }

    private static OnnxType ReadMap(WireReader reader, int depth)
    {
        var (key, value) = (ElementNames[0], Unknown);
        reader.Walk(tag =>
        {
            switch (tag)
            {
                case OnnxTag.ElementNumber:
                    key = ElementName(reader.ReadInteger());
                    return true;
                case OnnxTag.MapValue:
                    value = Read(reader, depth + 1);
                    return true;
                default:
                    return false;
            }
        });
        return new OnnxType($"map<{key},{value.Name}>", []);
    }

    // A dimension that has a name, nothing, or a negative size (as some exporters write) is free.
    private static bool AddDimension(WireReader reader, List<long?> shape)
    {
        if (shape.Count == MaxRank)
        {
            throw new UnreadableOnnxException($"a tensor in it has more than {MaxRank} dimensions");
        }

        reader.CountKept();
        long? size = null;
        reader.Walk(tag =>
        {
            size = tag == OnnxTag.DimensionSize ? reader.ReadInteger() : size;
            return tag == OnnxTag.DimensionSize;
        });
        shape.Add(size >= 0 ? size : null);
        return true;
    }

    private static string ElementName(long number) =>
        number >= 0 && number < ElementNames.Length ? ElementNames[number] : $"type{number}";

    private OnnxType Within(string composition) => this with { Name = $"{composition}<{Name}>" };
}
