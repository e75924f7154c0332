using Google.Protobuf;
using static Gradus.Evaluation.Onnx.OnnxFile;

namespace Gradus.Evaluation.Onnx;

/// <summary>Models that tell which of two features is the greater.</summary>
internal static class Models
{
    /// <summary>Softmax of the features as they are, [batch, width] → [batch, 2].</summary>
    public static byte[] Softmax(string input, int width, int batch = -1, int? declaredWidth = null) =>
        Model(
            Graph(
                [Tensor(input, OnnxFile.Float, batch, declaredWidth ?? width)],
                [Tensor("probabilities", OnnxFile.Float, batch, 2)],
                [Node("MatMul", [input, "weights"], ["scores"]), Node("Softmax", ["scores"], ["probabilities"])],
                Weights(width)
            )
        );

    /// <summary>The features themselves as scores.</summary>
    public static byte[] Logits() =>
        Model(
            Graph(
                [Tensor("features", OnnxFile.Float, -1, 2)],
                [Tensor("logits", OnnxFile.Float, -1, 2)],
                [Node("MatMul", ["features", "weights"], ["logits"])],
                Weights(2)
            )
        );

    /// <summary>One input a column, put side by side in the order of their names.</summary>
    public static byte[] Columns(string first, string second) =>
        Model(
            Graph(
                [Tensor(first, OnnxFile.Float, -1, 1), Tensor(second, OnnxFile.Float, -1, 1)],
                [Tensor("probabilities", OnnxFile.Float, -1, 2)],
                [
                    Node("Concat", [.. new[] { first, second }.Order()], ["pair"], "", Attribute("axis", 1)),
                    Node("Softmax", ["pair"], ["probabilities"]),
                ]
            )
        );

    /// <summary>The sigmoid of the difference, [batch, 1].</summary>
    public static byte[] Sigmoid() =>
        Model(
            Graph(
                [Tensor("features", OnnxFile.Float, -1, 2)],
                [Tensor("output", OnnxFile.Float, -1, 1)],
                [Node("MatMul", ["features", "weights"], ["difference"]), Node("Sigmoid", ["difference"], ["output"])],
                Constant("weights", [2, 1], -1f, 1f)
            )
        );

    /// <summary>The label alone, as a whole number.</summary>
    public static byte[] Labels() =>
        Model(
            Graph(
                [Tensor("features", OnnxFile.Float, -1, 2)],
                [Tensor("label", OnnxFile.Int64, -1)],
                [Node("ArgMax", ["features"], ["label"], "", Attribute("axis", 1), Attribute("keepdims", 0))]
            )
        );

    /// <summary>As scikit-learn's converter writes a logistic regression: text labels and one map an example.</summary>
    public static byte[] ZipMap(string greaterIsSecond, string greaterIsFirst) =>
        Model(
            Graph(
                [Tensor("features", OnnxFile.Float, -1, 2)],
                [Tensor("output_label", OnnxFile.Text, -1), Maps("output_probability", OnnxFile.Text)],
                [
                    Node(
                        "LinearClassifier",
                        ["features"],
                        ["output_label", "probability_tensor"],
                        "ai.onnx.ml",
                        Attribute("coefficients", 0f, 1f, 1f, 0f),
                        Attribute("intercepts", 0f, 0f),
                        Attribute("classlabels_strings", greaterIsSecond, greaterIsFirst),
                        Attribute("post_transform", "SOFTMAX")
                    ),
                    Node(
                        "ZipMap",
                        ["probability_tensor"],
                        ["output_probability"],
                        "ai.onnx.ml",
                        Attribute("classlabels_strings", greaterIsSecond, greaterIsFirst)
                    ),
                ]
            )
        );

    /// <summary>A weighted sum of two features, [batch, 1], or [batch] if it is flat.</summary>
    public static byte[] Linear(float a, float b, bool isFlat = false, string output = "variable") =>
        Model(
            Graph(
                [Tensor("features", OnnxFile.Float, -1, 2)],
                [isFlat ? Tensor(output, OnnxFile.Float, -1) : Tensor(output, OnnxFile.Float, -1, 1)],
                isFlat
                    ?
                    [
                        Node("MatMul", ["features", "weights"], ["column"]),
                        Node("Reshape", ["column", "shape"], [output]),
                    ]
                    : [Node("MatMul", ["features", "weights"], [output])],
                Constant("weights", [2, 1], a, b),
                Constant("shape", [1], -1L)
            )
        );

    /// <summary>The two features, each as an output of its own, [batch, 1].</summary>
    public static byte[] TwoOutputs(string first, string second) =>
        Model(
            Graph(
                [Tensor("features", OnnxFile.Float, -1, 2)],
                [Tensor(first, OnnxFile.Float, -1, 1), Tensor(second, OnnxFile.Float, -1, 1)],
                [Node("MatMul", ["features", "left"], [first]), Node("MatMul", ["features", "right"], [second])],
                Constant("left", [2, 1], 1f, 0f),
                Constant("right", [2, 1], 0f, 1f)
            )
        );

    // The identity for the first two features; further ones count for nothing.
    private static ByteString Weights(int width) =>
        Constant(
            "weights",
            [width, 2],
            [.. Enumerable.Range(0, width).SelectMany(i => new[] { i == 0 ? 1f : 0f, i == 1 ? 1f : 0f })]
        );
}
