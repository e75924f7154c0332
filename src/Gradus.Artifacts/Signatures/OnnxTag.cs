namespace Gradus.Artifacts.Signatures;

/// <summary>
/// The fields of ONNX's messages that tell a signature, as tags: the field's number, and 2 for a length and bytes or 0 for an
/// integer. Source: onnx/onnx.proto.
/// </summary>
internal static class OnnxTag
{
    public const uint ModelGraph = (7 << 3) | 2;

    public const uint GraphInitializer = (5 << 3) | 2;
    public const uint GraphInput = (11 << 3) | 2;
    public const uint GraphOutput = (12 << 3) | 2;
    public const uint GraphSparseInitializer = (15 << 3) | 2;

    public const uint TensorName = (8 << 3) | 2;
    public const uint SparseTensorValues = (1 << 3) | 2;

    public const uint ValueName = (1 << 3) | 2;
    public const uint ValueType = (2 << 3) | 2;

    public const uint TypeTensor = (1 << 3) | 2;
    public const uint TypeSequence = (4 << 3) | 2;
    public const uint TypeMap = (5 << 3) | 2;
    public const uint TypeSparseTensor = (8 << 3) | 2;
    public const uint TypeOptional = (9 << 3) | 2;

    // Of a tensor, and the key of a map.
    public const uint ElementNumber = (1 << 3) | 0;

    // Of a sequence and an optional.
    public const uint ElementType = (1 << 3) | 2;

    public const uint TensorShape = (2 << 3) | 2;
    public const uint MapValue = (2 << 3) | 2;

    public const uint ShapeDimension = (1 << 3) | 2;
    public const uint DimensionSize = (1 << 3) | 0;
}
