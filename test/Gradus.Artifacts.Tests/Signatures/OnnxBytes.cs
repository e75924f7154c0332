using System.Text;
using Google.Protobuf;

namespace Gradus.Artifacts.Tests.Signatures;

/// <summary>Writes protocol buffers field by field, right or wrong, for ONNX files that no exporter would write.</summary>
internal static class OnnxBytes
{
    public static byte[] Model(params byte[][] graphFields) => [.. Number(1, 8), .. Message(7, graphFields)];

    public static byte[] Initializer(string name, int weights = 4) =>
        Message(5, Number(1, weights), Number(2, 1), Bytes(9, new byte[weights * 4]), Bytes(8, name));

    public static byte[] Input(string name, byte[] type) => Message(11, Bytes(1, name), Message(2, type));

    public static byte[] Output(string name, byte[] type) => Message(12, Bytes(1, name), Message(2, type));

    /// <summary>A TypeProto's field: a tensor; a dimension is a size, a name or null.</summary>
    public static byte[] Tensor(int element, params object?[] shape) =>
        Message(1, Number(1, element), Message(2, [.. shape.Select(Dimension)]));

    public static byte[] Sequence(byte[] element) => Message(4, Message(1, element));

    public static byte[] Optional(byte[] element) => Message(9, Message(1, element));

    public static byte[] Map(int key, byte[] value) => Message(5, Number(1, key), Message(2, value));

    public static byte[] Message(int field, params byte[][] fields) => Bytes(field, [.. fields.SelectMany(f => f)]);

    public static byte[] Bytes(int field, string text) => Bytes(field, Encoding.UTF8.GetBytes(text));

    public static byte[] Bytes(int field, byte[] bytes) => [.. Head(field, bytes.Length), .. bytes];

    /// <summary>A field's tag and the length it claims, without the bytes.</summary>
    public static byte[] Head(int field, int length) =>
        Written(output =>
        {
            output.WriteTag(field, WireFormat.WireType.LengthDelimited);
            output.WriteLength(length);
        });

    public static byte[] Number(int field, long value) =>
        Written(output =>
        {
            output.WriteTag(field, WireFormat.WireType.Varint);
            output.WriteInt64(value);
        });

    private static byte[] Dimension(object? size) =>
        size switch
        {
            int number => Message(1, Number(1, number)),
            string name => Message(1, Bytes(2, name)),
            _ => Message(1),
        };

    private static byte[] Written(Action<CodedOutputStream> write)
    {
        using var bytes = new MemoryStream();
        using (var output = new CodedOutputStream(bytes, leaveOpen: true))
        {
            write(output);
        }

        return bytes.ToArray();
    }
}
