using Gradus.Evaluation.Onnx;
using static Gradus.Evaluation.Onnx.OnnxFile;

namespace Gradus.ServingLoad;

/// <summary>
/// A network with the digits' inputs and outputs that takes a batch as long as models do for which a gateway is worth its while:
/// three layers of 2,048, 8.5 million weights drawn at random. What it answers means nothing.
/// </summary>
internal static class WideNetwork
{
    private const int Layer = 2_048;
    private const int Classes = 10;

    /// <summary>Writes it to a file.</summary>
    public static string Write(string path)
    {
        var random = new Random(1);
        File.WriteAllBytes(
            path,
            Model(
                Graph(
                    [Tensor("features", OnnxFile.Float, -1, Sample.Width)],
                    [Tensor("label", OnnxFile.Int64, -1), Tensor("probabilities", OnnxFile.Float, -1, Classes)],
                    [
                        Node("MatMul", ["features", "first"], ["a"]),
                        Node("Relu", ["a"], ["b"]),
                        Node("MatMul", ["b", "second"], ["c"]),
                        Node("Relu", ["c"], ["d"]),
                        Node("MatMul", ["d", "third"], ["e"]),
                        Node("Relu", ["e"], ["f"]),
                        Node("MatMul", ["f", "last"], ["scores"]),
                        Node("Softmax", ["scores"], ["probabilities"]),
                        Node(
                            "ArgMax",
                            ["probabilities"],
                            ["label"],
                            "",
                            Attribute("axis", 1),
                            Attribute("keepdims", 0)
                        ),
                    ],
                    Weights("first", Sample.Width, Layer),
                    Weights("second", Layer, Layer),
                    Weights("third", Layer, Layer),
                    Weights("last", Layer, Classes)
                )
            )
        );
        return path;

        Google.Protobuf.ByteString Weights(string name, int rows, int columns) =>
            Constant(
                name,
                [rows, columns],
                [
                    .. Enumerable
                        .Range(0, rows * columns)
                        .Select(_ => (float)((random.NextDouble() - 0.5) / Math.Sqrt(rows))),
                ]
            );
    }
}
