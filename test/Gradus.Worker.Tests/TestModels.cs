using Google.Protobuf;
using Gradus.Evaluation.Onnx;
using static Gradus.Evaluation.Onnx.OnnxFile;

namespace Gradus.Worker;

/// <summary>Models of two features: good ones, and such as misbehave.</summary>
internal static class TestModels
{
    /// <summary>The label is which of the two features is greater.</summary>
    public const string Csv = "a,b,label\n2,1,0\n5,4,0\n1,3,1\n0,7,1\n3,2,1\n";

    /// <summary>Gets four of the five right.</summary>
    public static byte[] Good() =>
        Model(Graph([Features], [Probabilities], [Node("Softmax", ["features"], ["probabilities"])]));

    /// <summary>A weighted sum of both features: a regressor.</summary>
    public static byte[] Sum(float a, float b) =>
        Model(
            Graph(
                [Features],
                [Tensor("variable", OnnxFile.Float, -1, 1)],
                [Node("MatMul", ["features", "weights"], ["variable"])],
                Constant("weights", [2, 1], a, b)
            )
        );

    /// <summary>As <see cref="Good"/>, with its weights in a file beside it.</summary>
    public static byte[] WithExternalWeights(string location) =>
        Model(
            Graph(
                [Features],
                [Probabilities],
                [Node("MatMul", ["features", "weights"], ["scores"]), Node("Softmax", ["scores"], ["probabilities"])],
                External("weights", [2, 2], location)
            )
        );

    /// <summary>The bytes of the external weights: the identity.</summary>
    public static byte[] Weights() => [.. new[] { 1f, 0f, 0f, 1f }.SelectMany(BitConverter.GetBytes)];

    /// <summary>Takes three features.</summary>
    public static byte[] OfThreeFeatures() =>
        Model(
            Graph(
                [Tensor("features", OnnxFile.Float, -1, 3)],
                [Tensor("probabilities", OnnxFile.Float, -1, 3)],
                [Node("Softmax", ["features"], ["probabilities"])]
            )
        );

    /// <summary>A loop of 2⁶³ − 1 rounds.</summary>
    public static byte[] Endless() => Looping(["last"], [], []);

    /// <summary>As <see cref="Good"/>, after so many rounds that do nothing.</summary>
    public static byte[] Slow(long rounds) => Looping(["last"], [], [], rounds);

    /// <summary>The same, and each round keeps four megabytes more of numbers.</summary>
    public static byte[] Hoarding() =>
        Looping(
            ["last", "hoard"],
            [
                Node("ReduceMax", ["v"], ["number"], "", Attribute("keepdims", 0)),
                Node("Expand", ["number", "million"], ["kept"]),
            ],
            [Tensor("kept", OnnxFile.Float, 1_000_000)]
        );

    /// <summary>Asks for so much memory at once.</summary>
    public static byte[] Huge(long bytes) =>
        Model(
            Graph(
                [Features],
                [Probabilities],
                [
                    Node("ReduceMax", ["features"], ["number"], "", Attribute("keepdims", 0)),
                    Node("Expand", ["number", "much"], ["huge"]),
                    Node("ReduceMax", ["huge"], ["greatest"], "", Attribute("keepdims", 0)),
                    Node("Add", ["features", "greatest"], ["sum"]),
                    Node("Softmax", ["sum"], ["probabilities"]),
                ],
                Constant("much", [1], bytes / sizeof(float))
            )
        );

    private static byte[] Looping(
        string[] outputs,
        ByteString[] bodyNodes,
        ByteString[] kept,
        long rounds = long.MaxValue
    )
    {
        var body = Graph(
            [Tensor("round", OnnxFile.Int64), Tensor("go_in", OnnxFile.Bool), Tensor("v", OnnxFile.Float, -1, 2)],
            [Tensor("go_out", OnnxFile.Bool), Tensor("v_out", OnnxFile.Float, -1, 2), .. kept],
            [Node("Identity", ["go_in"], ["go_out"]), Node("Identity", ["v"], ["v_out"]), .. bodyNodes]
        );
        return Model(
            Graph(
                [Features],
                [Probabilities],
                [
                    Node("Loop", ["rounds", "go", "features"], outputs, "", Attribute("body", body)),
                    Node("Softmax", ["last"], ["probabilities"]),
                ],
                Constant("rounds", [], rounds),
                Constant("go", true),
                Constant("million", [1], 1_000_000L)
            )
        );
    }

    private static ByteString Features => Tensor("features", OnnxFile.Float, -1, 2);

    private static ByteString Probabilities => Tensor("probabilities", OnnxFile.Float, -1, 2);
}
