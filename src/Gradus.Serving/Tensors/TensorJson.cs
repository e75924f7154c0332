using System.Runtime.InteropServices;
using System.Text.Json;

namespace Gradus.Serving.Tensors;

/// <summary>A tensor's elements as JSON values. NaN and infinities, which JSON has not, are null.</summary>
internal static class TensorJson
{
    /// <summary>Writes one element.</summary>
    public static void WriteElement(Utf8JsonWriter json, Tensor tensor, int index)
    {
        var data = tensor.Data.Span;
        switch (tensor.Type)
        {
            case ElementType.Text:
                json.WriteStringValue(tensor.Texts.Span[index]);
                break;
            case ElementType.Bool:
                json.WriteBooleanValue(data[index] != 0);
                break;
            case ElementType.Float16:
                WriteReal(json, (float)At<Half>(data, index));
                break;
            case ElementType.Float32:
                WriteReal(json, At<float>(data, index));
                break;
            case ElementType.Float64:
                WriteReal(json, At<double>(data, index));
                break;
            case ElementType.UInt64:
                json.WriteNumberValue(At<ulong>(data, index));
                break;
            default:
                json.WriteNumberValue(WholeAt(tensor.Type, data, index));
                break;
        }
    }

    private static long WholeAt(ElementType type, ReadOnlySpan<byte> data, int index) =>
        type switch
        {
            ElementType.Int8 => At<sbyte>(data, index),
            ElementType.Int16 => At<short>(data, index),
            ElementType.Int32 => At<int>(data, index),
            ElementType.UInt8 => At<byte>(data, index),
            ElementType.UInt16 => At<ushort>(data, index),
            ElementType.UInt32 => At<uint>(data, index),
            _ => At<long>(data, index),
        };

    private static T At<T>(ReadOnlySpan<byte> data, int index)
        where T : unmanaged => MemoryMarshal.Cast<byte, T>(data)[index];

    // A float is written as such: the shortest text that reads back as the same 32 bits.
    private static void WriteReal(Utf8JsonWriter json, float value)
    {
        if (float.IsFinite(value))
        {
            json.WriteNumberValue(value);
        }
        else
        {
            json.WriteNullValue();
        }
    }

    private static void WriteReal(Utf8JsonWriter json, double value)
    {
        if (double.IsFinite(value))
        {
            json.WriteNumberValue(value);
        }
        else
        {
            json.WriteNullValue();
        }
    }
}
