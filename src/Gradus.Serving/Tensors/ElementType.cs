namespace Gradus.Serving.Tensors;

/// <summary>What a tensor's elements are. The numbers go between gateway and model process.</summary>
internal enum ElementType : byte
{
    /// <summary>One byte, 0 or 1.</summary>
    Bool = 1,
    Int8,
    Int16,
    Int32,
    Int64,
    UInt8,
    UInt16,
    UInt32,
    UInt64,
    Float16,
    Float32,
    Float64,

    /// <summary>Text of any length.</summary>
    Text,
}

/// <summary>Sizes and names of element types.</summary>
internal static class ElementTypes
{
    /// <summary>Bytes of one element; 0 for text, whose elements differ in length.</summary>
    public static int Size(this ElementType type) =>
        type switch
        {
            ElementType.Bool or ElementType.Int8 or ElementType.UInt8 => 1,
            ElementType.Int16 or ElementType.UInt16 or ElementType.Float16 => 2,
            ElementType.Int32 or ElementType.UInt32 or ElementType.Float32 => 4,
            ElementType.Int64 or ElementType.UInt64 or ElementType.Float64 => 8,
            _ => 0,
        };

    /// <summary>Whether NaN is one of its values.</summary>
    public static bool HasNaN(this ElementType type) =>
        type is ElementType.Float16 or ElementType.Float32 or ElementType.Float64;

    /// <summary>The name as in signatures, e.g. float32.</summary>
    public static string Name(this ElementType type) =>
        type is ElementType.Text ? "string" : type.ToString().ToLowerInvariant();

    /// <summary>The name as in the Open Inference Protocol, e.g. FP32.</summary>
    public static string ProtocolName(this ElementType type) =>
        type switch
        {
            ElementType.Float16 => "FP16",
            ElementType.Float32 => "FP32",
            ElementType.Float64 => "FP64",
            ElementType.Text => "BYTES",
            _ => type.ToString().ToUpperInvariant(),
        };
}
