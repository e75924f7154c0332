using Google.Protobuf;
using static Gradus.Evaluation.Onnx.OnnxFile;
using OnnxFile = Gradus.Evaluation.Onnx.OnnxFile;

namespace Gradus.Serving;

/// <summary>Models that misbehave, or take what is seldom taken.</summary>
internal static class OddModels
{
    /// <summary>Gives as many of the examples as the greatest number in them says, though it declares an answer to each.</summary>
    public static byte[] OfWrongShape() =>
        Model(
            Graph(
                [Tensor("x", OnnxFile.Float, -1, 2)],
                [Tensor("y", OnnxFile.Float, -1, 2)],
                [
                    Node("ReduceMax", ["x"], ["most"], "", Attribute("keepdims", 0)),
                    Node("Cast", ["most"], ["rows"], "", Attribute("to", OnnxFile.Int64)),
                    Node("Reshape", ["rows", "one"], ["end"]),
                    Node("Slice", ["x", "zero", "end"], ["y"]),
                ],
                Constant("one", [1], 1L),
                Constant("zero", [1], 0L)
            )
        );

    /// <summary>Runs as many rounds of nothing as the first example's first number says.</summary>
    public static byte[] Slow() =>
        Model(
            Graph(
                [Tensor("x", OnnxFile.Float, -1, 1)],
                [Tensor("y", OnnxFile.Float, -1, 1)],
                [
                    Node("ReduceMax", ["x"], ["most"], "", Attribute("keepdims", 0)),
                    Node("Cast", ["most"], ["rounds"], "", Attribute("to", OnnxFile.Int64)),
                    Node("Loop", ["rounds", "go", "x"], ["y"], "", Attribute("body", Round())),
                ],
                Constant("go", true)
            )
        );

    /// <summary>Which of two features is the greater, and how sure that is.</summary>
    public static byte[] Classifier() =>
        Model(
            Graph(
                [Tensor("features", OnnxFile.Float, -1, 2)],
                [Tensor("label", OnnxFile.Int64, -1), Tensor("probabilities", OnnxFile.Float, -1, 2)],
                [
                    Node("Softmax", ["features"], ["probabilities"]),
                    Node("ArgMax", ["features"], ["label"], "", Attribute("axis", 1), Attribute("keepdims", 0)),
                ]
            )
        );

    /// <summary>Which of two features is the smaller, with the other one's certainty; of two that are the same the first.</summary>
    public static byte[] Contrary() =>
        Model(
            Graph(
                [Tensor("features", OnnxFile.Float, -1, 2)],
                [Tensor("label", OnnxFile.Int64, -1), Tensor("probabilities", OnnxFile.Float, -1, 2)],
                [
                    Node("Softmax", ["features"], ["probabilities"]),
                    Node("ArgMin", ["features"], ["label"], "", Attribute("axis", 1), Attribute("keepdims", 0)),
                ]
            )
        );

    /// <summary>Never comes to an end, whatever it is asked.</summary>
    public static byte[] Endless() =>
        Model(
            Graph(
                [Tensor("x", OnnxFile.Float, -1, 1)],
                [Tensor("y", OnnxFile.Float, -1, 1)],
                [Node("Loop", ["rounds", "go", "x"], ["y"], "", Attribute("body", Round()))],
                Constant("rounds", [], long.MaxValue),
                Constant("go", true)
            )
        );

    /// <summary>Takes an example's number for a place among ten, and refuses what is none.</summary>
    public static byte[] Picky() =>
        Model(
            Graph(
                [Tensor("place", OnnxFile.Int64, -1)],
                [Tensor("picked", OnnxFile.Float, -1)],
                [Node("Gather", ["ten", "place"], ["picked"])],
                Constant("ten", [10], [.. Enumerable.Range(0, 10).Select(i => i * 1.5f)])
            )
        );

    /// <summary>Text and a truth value by column, given back as they are.</summary>
    public static byte[] Echo() =>
        Model(
            Graph(
                [Tensor("name", OnnxFile.Text, -1, 1), Tensor("known", OnnxFile.Bool, -1)],
                [Tensor("same_name", OnnxFile.Text, -1, 1), Tensor("same_known", OnnxFile.Bool, -1)],
                [Node("Identity", ["name"], ["same_name"]), Node("Identity", ["known"], ["same_known"])]
            )
        );

    /// <summary>The sum of each example's numbers.</summary>
    public static byte[] Sum(int width) =>
        Model(
            Graph(
                [Tensor("x", OnnxFile.Float, -1, width)],
                [Tensor("y", OnnxFile.Float, -1, 1)],
                [Node("ReduceSum", ["x", "axes"], ["y"], "", Attribute("keepdims", 1))],
                Constant("axes", [1], 1L)
            )
        );

    private static ByteString Round() =>
        Graph(
            [Tensor("round", OnnxFile.Int64), Tensor("go_in", OnnxFile.Bool), Tensor("v", OnnxFile.Float, -1, 1)],
            [Tensor("go_out", OnnxFile.Bool), Tensor("v_out", OnnxFile.Float, -1, 1)],
            [Node("Identity", ["go_in"], ["go_out"]), Node("Identity", ["v"], ["v_out"])]
        );
}
