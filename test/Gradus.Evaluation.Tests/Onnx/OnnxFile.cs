using System.Runtime.InteropServices;
using Google.Protobuf;

namespace Gradus.Evaluation.Onnx;

/// <summary>
/// Writes small ONNX files for tests, message by message. Field numbers are those of onnx.proto3
/// (https://github.com/onnx/onnx/blob/main/onnx/onnx.proto3).
/// </summary>
internal static class OnnxFile
{
    public const int Float = 1;
    public const int Int64 = 7;
    public const int Text = 8;
    public const int Bool = 9;

    /// <summary>A whole file: ModelProto with the standard and the classical-ML operators.</summary>
    public static byte[] Model(ByteString graph) =>
        Message(
                w => w.Number(1, 8),
                w => w.Bytes(8, Message(o => o.Number(2, 17))),
                w => w.Bytes(8, Message(o => o.String(1, "ai.onnx.ml"), o => o.Number(2, 1))),
                w => w.Bytes(7, graph)
            )
            .ToByteArray();

    /// <summary>GraphProto.</summary>
    public static ByteString Graph(
        IEnumerable<ByteString> inputs,
        IEnumerable<ByteString> outputs,
        IEnumerable<ByteString> nodes,
        params IEnumerable<ByteString> initializers
    ) =>
        Message(w =>
        {
            w.All(1, nodes);
            w.String(2, "graph");
            w.All(5, initializers);
            w.All(11, inputs);
            w.All(12, outputs);
        });

    /// <summary>NodeProto.</summary>
    public static ByteString Node(
        string op,
        string[] inputs,
        string[] outputs,
        string domain = "",
        params IEnumerable<ByteString> attributes
    ) =>
        Message(w =>
        {
            w.All(1, inputs.Select(ByteString.CopyFromUtf8));
            w.All(2, outputs.Select(ByteString.CopyFromUtf8));
            w.String(4, op);
            w.All(5, attributes);
            w.String(7, domain);
        });

    /// <summary>ValueInfoProto of a tensor; a dimension of -1 is free.</summary>
    public static ByteString Tensor(string name, int type, params long[] shape) =>
        Value(name, Message(t => t.Bytes(1, Message(w => w.Number(1, type), w => w.Bytes(2, Shape(shape))))));

    /// <summary>ValueInfoProto of a sequence of maps from <paramref name="keyType"/> to float.</summary>
    public static ByteString Maps(string name, int keyType)
    {
        var number = Message(t => t.Bytes(1, Message(w => w.Number(1, Float))));
        var map = Message(t => t.Bytes(5, Message(w => w.Number(1, keyType), w => w.Bytes(2, number))));
        return Value(name, Message(t => t.Bytes(4, Message(w => w.Bytes(1, map)))));
    }

    /// <summary>TensorProto of floats.</summary>
    public static ByteString Constant(string name, long[] shape, params float[] values) =>
        Constant(name, Float, shape, MemoryMarshal.AsBytes<float>(values).ToArray());

    /// <summary>TensorProto of whole numbers.</summary>
    public static ByteString Constant(string name, long[] shape, params long[] values) =>
        Constant(name, Int64, shape, MemoryMarshal.AsBytes<long>(values).ToArray());

    /// <summary>TensorProto of a truth value.</summary>
    public static ByteString Constant(string name, bool value) => Constant(name, Bool, [], [value ? (byte)1 : (byte)0]);

    /// <summary>TensorProto of floats whose bytes lie in another file.</summary>
    public static ByteString External(string name, long[] shape, string location) =>
        Message(w =>
        {
            foreach (var size in shape)
            {
                w.Number(1, size);
            }

            w.Number(2, Float);
            w.String(8, name);
            w.Bytes(13, Message(entry => entry.String(1, "location"), entry => entry.String(2, location)));
            w.Number(14, 1);
        });

    /// <summary>AttributeProto of a graph.</summary>
    public static ByteString Attribute(string name, ByteString graph) =>
        Message(w => w.String(1, name), w => w.Bytes(6, graph), w => w.Number(20, 5));

    /// <summary>AttributeProto of a whole number.</summary>
    public static ByteString Attribute(string name, long value) =>
        Message(w => w.String(1, name), w => w.Number(3, value), w => w.Number(20, 2));

    /// <summary>AttributeProto of a text.</summary>
    public static ByteString Attribute(string name, string value) =>
        Message(w => w.String(1, name), w => w.String(4, value), w => w.Number(20, 3));

    /// <summary>AttributeProto of floats.</summary>
    public static ByteString Attribute(string name, params float[] values) =>
        Message(w =>
        {
            w.String(1, name);
            w.All(7, values);
            w.Number(20, 6);
        });

    /// <summary>AttributeProto of texts.</summary>
    public static ByteString Attribute(string name, params string[] values) =>
        Message(w =>
        {
            w.String(1, name);
            w.All(9, values.Select(ByteString.CopyFromUtf8));
            w.Number(20, 8);
        });

    private static ByteString Constant(string name, int type, long[] shape, byte[] raw) =>
        Message(w =>
        {
            foreach (var size in shape)
            {
                w.Number(1, size);
            }

            w.Number(2, type);
            w.String(8, name);
            w.Bytes(9, ByteString.CopyFrom(raw));
        });

    private static ByteString Value(string name, ByteString type) =>
        Message(w => w.String(1, name), w => w.Bytes(2, type));

    private static ByteString Shape(long[] shape) =>
        Message(w =>
            w.All(1, shape.Select(d => d < 0 ? Message(x => x.String(2, "n")) : Message(x => x.Number(1, d))))
        );

    private static ByteString Message(params Action<Fields>[] write)
    {
        using var stream = new MemoryStream();
        using (var output = new CodedOutputStream(stream, leaveOpen: true))
        {
            var fields = new Fields(output);
            foreach (var action in write)
            {
                action(fields);
            }
        }

        return ByteString.CopyFrom(stream.ToArray());
    }

    private sealed class Fields(CodedOutputStream output)
    {
        public void Number(int field, long value)
        {
            output.WriteTag(field, WireFormat.WireType.Varint);
            output.WriteInt64(value);
        }

        public void String(int field, string value)
        {
            output.WriteTag(field, WireFormat.WireType.LengthDelimited);
            output.WriteString(value);
        }

        public void Bytes(int field, ByteString value)
        {
            output.WriteTag(field, WireFormat.WireType.LengthDelimited);
            output.WriteBytes(value);
        }

        public void All(int field, IEnumerable<ByteString> values)
        {
            foreach (var value in values)
            {
                Bytes(field, value);
            }
        }

        public void All(int field, IEnumerable<float> values)
        {
            foreach (var value in values)
            {
                output.WriteTag(field, WireFormat.WireType.Fixed32);
                output.WriteFloat(value);
            }
        }
    }
}
