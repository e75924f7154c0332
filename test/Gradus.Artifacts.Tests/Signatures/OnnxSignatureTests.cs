using Gradus.Artifacts.Signatures;
using Gradus.Core.Artifacts;
using static Gradus.Artifacts.Tests.Signatures.OnnxBytes;

namespace Gradus.Artifacts.Tests.Signatures;

public sealed class OnnxSignatureTests
{
    private const int Float32 = 1;
    private const int Int64 = 7;
    private const int Text = 8;
    private const int Float64 = 11;

    [Theory]
    [InlineData("breast-cancer/v1-two-features.onnx", 30, 2)]
    [InlineData("breast-cancer/v2-logistic.onnx", 30, 2)]
    [InlineData("breast-cancer/v3-forest.onnx", 30, 2)]
    [InlineData("breast-cancer/v4-majority.onnx", 30, 2)]
    [InlineData("breast-cancer/v5-29-features.onnx", 29, 2)]
    [InlineData("digits/v1-logistic.onnx", 64, 10)]
    [InlineData("digits/v2-mlp.onnx", 64, 10)]
    [InlineData("digits/v3-forest.onnx", 64, 10)]
    [InlineData("digits/v4-blind-to-8.onnx", 64, 10)]
    public async Task The_signature_of_a_real_model_is_read(string path, int features, int classes)
    {
        await using var model = File.OpenRead(Samples.PathOf(path));

        var signature = (await OnnxSignature.ReadAsync(model, TestContext.Current.CancellationToken)).Value;

        signature.Inputs.ShouldBe([new SignatureField("features", "float32", [null, features])]);
        signature.Outputs.ShouldBe([
            new SignatureField("label", "int64", [null]),
            new SignatureField("probabilities", "float32", [null, classes]),
        ]);
    }

    [Fact]
    public async Task Weights_listed_among_the_inputs_are_not_the_callers_to_give()
    {
        var signature = await ReadAsync(
            Model(
                Input("weights", Tensor(Float32, 4)),
                Input("x", Tensor(Float64, null, 4)),
                Input("mask", Tensor(9, 4)),
                Output("y", Tensor(Float32)),
                Initializer("weights"),
                Message(15, Message(1, Bytes(8, "mask")))
            )
        );

        signature.Inputs.ShouldBe([new SignatureField("x", "float64", [null, 4])]);
    }

    [Theory]
    [InlineData(1, "float32")]
    [InlineData(6, "int32")]
    [InlineData(7, "int64")]
    [InlineData(8, "string")]
    [InlineData(9, "bool")]
    [InlineData(10, "float16")]
    [InlineData(11, "float64")]
    [InlineData(13, "uint64")]
    [InlineData(16, "bfloat16")]
    [InlineData(26, "int2")]
    [InlineData(0, "undefined")]
    [InlineData(999, "type999")]
    public async Task Element_types_have_their_names(int number, string name)
    {
        var signature = await ReadAsync(Model(Output("y", Tensor(number, 3))));

        signature.Outputs.ShouldBe([new SignatureField("y", name, [3])]);
    }

    [Fact]
    public async Task Dimensions_are_sizes_or_free()
    {
        var signature = await ReadAsync(Model(Output("y", Tensor(Float32, "batch", 3, null, -1, 0))));

        signature.Outputs[0].Shape.ShouldBe([null, 3, null, null, 0]);
    }

    [Fact]
    public async Task Composed_types_are_told_in_words()
    {
        var signature = await ReadAsync(
            Model(
                Output("zipmap", Sequence(Map(Int64, Tensor(Float32)))),
                Output("words", Map(Text, Sequence(Tensor(Int64, 3)))),
                Output("maybe", Optional(Tensor(Float32, null, 2))),
                Output("sparse", Message(8, Number(1, Float64), Message(2, Message(1, Number(1, 5))))),
                Message(12, Bytes(1, "untyped"))
            )
        );

        signature.Outputs.ShouldBe([
            new SignatureField("zipmap", "sequence<map<int64,float32>>", []),
            new SignatureField("words", "map<string,sequence<int64>>", []),
            new SignatureField("maybe", "optional<float32>", [null, 2]),
            new SignatureField("sparse", "sparse<float64>", [5]),
            new SignatureField("untyped", "unknown", []),
        ]);
    }

    [Fact]
    public async Task A_model_without_inputs_is_a_model()
    {
        (await ReadAsync(Model(Output("y", Tensor(Float32))))).Inputs.ShouldBeEmpty();
    }

    [Fact]
    public async Task Unknown_fields_of_every_kind_are_skipped()
    {
        byte[] group = [(90 << 3 & 0x7f) | 0x83, 90 >> 4, .. Number(1, 5), (90 << 3 & 0x7f) | 0x84, 90 >> 4];
        byte[] fixed64 = [(3 << 3) | 1, 1, 2, 3, 4, 5, 6, 7, 8];
        byte[] fixed32 = [(4 << 3) | 5, 1, 2, 3, 4];

        var signature = await ReadAsync([
            .. group,
            .. fixed64,
            .. fixed32,
            .. Model(group, Output("y", [.. group, .. Tensor(Float32, 1)]), fixed32),
            .. fixed64,
        ]);

        signature.Outputs.ShouldBe([new SignatureField("y", "float32", [1])]);
    }

    private static async Task<Signature> ReadAsync(byte[] model)
    {
        using var stream = new MemoryStream(model);
        return (await OnnxSignature.ReadAsync(stream, TestContext.Current.CancellationToken)).Value;
    }
}
