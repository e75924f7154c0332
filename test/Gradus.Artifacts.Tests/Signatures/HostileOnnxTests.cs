using System.Diagnostics;
using CsCheck;
using Gradus.Artifacts.Signatures;
using Gradus.Core.Artifacts;
using Gradus.Core.Errors;
using static Gradus.Artifacts.Tests.Signatures.OnnxBytes;

namespace Gradus.Artifacts.Tests.Signatures;

/// <summary>An ONNX file comes from anyone: whatever its bytes, the answer is a signature or one sentence, soon and in little memory.</summary>
public sealed class HostileOnnxTests
{
    private const string Malformed = "its bytes are cut short or malformed";

    private static readonly byte[] Float = Tensor(1, 3);

    [Fact]
    public void A_file_cut_anywhere_is_refused_or_read_right()
    {
        var whole = Samples.Read("breast-cancer/v2-logistic.onnx");
        var signature = Read(whole).Value;
        var refused = 0;
        for (var length = 0; length < whole.Length; length++)
        {
            if (Read(whole[..length]).Try(out var read, out var error))
            {
                read.ShouldBe(signature, $"cut at {length}");
            }
            else
            {
                ShouldBeOneSentence(error);
                refused++;
            }
        }

        refused.ShouldBeGreaterThan(whole.Length * 9 / 10);
    }

    [Theory]
    [InlineData("breast-cancer/v2-logistic.onnx", 20_000)]
    [InlineData("digits/v2-mlp.onnx", 2_000)]
    [InlineData("digits/v3-forest.onnx", 100)]
    public void A_file_with_changed_bytes_is_refused_or_read_but_never_throws_or_hangs(string path, int times)
    {
        var model = Samples.Read(path);

        Mutations(model)
            .Sample(
                bytes =>
                {
                    var started = Stopwatch.GetTimestamp();
                    if (!Read(bytes).Try(out _, out var error))
                    {
                        ShouldBeOneSentence(error);
                    }

                    Stopwatch.GetElapsedTime(started).ShouldBeLessThan(TimeSpan.FromSeconds(5));
                },
                iter: times
            );
    }

    [Fact]
    public void Bytes_that_are_anything_are_refused_or_read() =>
        Gen
            .Byte.Array[0, 300]
            .Sample(
                bytes =>
                {
                    if (!Read(bytes).Try(out _, out var error))
                    {
                        ShouldBeOneSentence(error);
                    }
                },
                iter: 20_000
            );

    [Fact]
    public void Files_that_are_something_else_are_refused()
    {
        Refusal([]).ShouldBe("it holds no graph");
        Refusal(Number(1, 8)).ShouldBe("it holds no graph");
        Refusal(Model(Input("x", Float))).ShouldBe("its graph has no outputs");
        Refusal([.. "features,label\n1,2\n"u8]).ShouldBe(Malformed);
        Refusal([0x80, 0x04, 0x95, .. "cbuiltins\neval\n"u8]).ShouldBe(Malformed);
        Refusal(new byte[1_000]).ShouldBe(Malformed);
    }

    [Fact]
    public void Two_outputs_of_one_name_are_refused()
    {
        Refusal(Model(Output("y", Float), Output("y", Float))).ShouldBe("two of its outputs have the same name");
        Refusal(Model(Input("x", Float), Input("x", Float), Output("y", Float)))
            .ShouldBe("two of its inputs have the same name");
    }

    [Fact]
    public void Names_that_no_database_keeps_are_refused() =>
        Refusal(Model(Output("a\0b", Float))).ShouldBe("a name in it is not text");

    [Fact]
    public void A_field_that_reaches_beyond_its_message_is_refused()
    {
        byte[] output = [.. Head(12, 6), .. Bytes(1, "a name longer than its message")];

        Refusal(Model(output)).ShouldBe(Malformed);
        Refusal([.. Head(7, 3), .. Output("y", Float)]).ShouldBe(Malformed);
        Refusal([.. Head(7, -1), .. Output("y", Float)]).ShouldBe(Malformed);
        Refusal([.. Head(7, int.MaxValue), .. Output("y", Float)]).ShouldBe(Malformed);
    }

    [Fact]
    public void Types_nested_without_end_are_refused()
    {
        var type = Float;
        for (var depth = 0; depth < 2_000; depth++)
        {
            type = Sequence(type);
        }

        Refusal(Model(Output("y", type))).ShouldBe("a type in it is nested more than 8 deep");
    }

    [Fact]
    public void Groups_nested_without_end_are_refused()
    {
        using var groups = new EndlessStream([], [(1 << 3) | 3]);

        Refusal(groups).ShouldBe(Malformed);

        groups.Given.ShouldBeLessThan(10_000);
    }

    [Fact]
    public void A_tensor_of_countless_dimensions_is_refused() =>
        Refusal(Model(Output("y", Tensor(1, new object?[65])))).ShouldBe("a tensor in it has more than 64 dimensions");

    [Fact]
    public void A_name_of_two_gigabytes_is_refused_without_holding_it()
    {
        byte[] head = [.. Head(7, int.MaxValue), .. Head(12, 2_000_000_000), .. Head(1, 1_900_000_000)];
        using var model = new EndlessStream(head, "a"u8.ToArray());

        Allocated(() => Refusal(model).ShouldBe("a name in it is too long")).ShouldBeLessThan(8_000_000);

        model.Given.ShouldBeLessThan(2_000_000);
    }

    [Fact]
    public void Names_without_end_are_refused()
    {
        using var many = new EndlessStream(Head(7, int.MaxValue), Message(5, Bytes(8, "w")));
        Refusal(many).ShouldBe("it has too many inputs, outputs and weights");

        using var long_ = new EndlessStream(Head(7, int.MaxValue), Message(5, Bytes(8, new string('w', 500_000))));
        Refusal(long_).ShouldBe("its names are too long");

        using var values = new EndlessStream(Head(7, int.MaxValue), Message(11));
        Refusal(values).ShouldBe("it has too many inputs, outputs and weights");
    }

    [Fact]
    public void Fields_without_end_are_refused()
    {
        using var fields = new EndlessStream(Head(7, int.MaxValue), Message(1));

        Refusal(fields).ShouldBe("it has more than 10000000 fields");
    }

    [Fact]
    public void A_model_with_a_gigabyte_of_weights_is_read_in_little_memory()
    {
        const int Weights = 1_000_000_000;
        var output = Output("y", Float);
        byte[] tensor = [.. Bytes(8, "w"), .. Head(9, Weights)];
        var initializer = Head(5, tensor.Length + Weights);
        byte[] head =
        [
            .. Head(7, output.Length + initializer.Length + tensor.Length + Weights),
            .. output,
            .. initializer,
            .. tensor,
        ];
        using var model = new EndlessStream(head, new byte[4_096], head.Length + (long)Weights);
        Signature? signature = null;

        Allocated(() => signature = Read(model).Value).ShouldBeLessThan(1_000_000);

        signature!.Outputs.ShouldBe([new SignatureField("y", "float32", [3])]);
        model.Given.ShouldBe(head.Length + (long)Weights);
    }

    [Fact]
    public async Task Reading_ends_when_it_is_cancelled()
    {
        using var cancellation = new CancellationTokenSource();
        var pieces = 0;
        using var model = new EndlessStream([.. Head(7, int.MaxValue), .. Head(1, 2_000_000_000)], new byte[4_096])
        {
            Reading = () =>
            {
                if (++pieces == 3)
                {
                    cancellation.Cancel();
                }
            },
        };

        await Should.ThrowAsync<OperationCanceledException>(() => OnnxSignature.ReadAsync(model, cancellation.Token));

        pieces.ShouldBe(3);
    }

    [Fact]
    public void What_the_store_throws_is_not_taken_for_a_bad_file()
    {
        using var broken = new Local.FailingStream(
            Samples.Read("digits/v2-mlp.onnx")[..5_000],
            () => throw new IOException("disk gone")
        );

        Should.Throw<IOException>(() => Read(broken)).Message.ShouldBe("disk gone");
    }

    private static Gen<byte[]> Mutations(byte[] model)
    {
        var change = Gen.Select(Gen.Int[0, model.Length - 1], Gen.Byte, Gen.Int[0, 4]);
        return change.Array[1, 8].Select(changes => changes.Aggregate(model.ToList(), Apply).ToArray());
    }

    private static List<byte> Apply(List<byte> bytes, (int Position, byte Value, int Kind) change)
    {
        var position = Math.Min(change.Position, bytes.Count - 1);
        switch (change.Kind)
        {
            case 0:
                bytes[position] ^= (byte)(1 << (change.Value & 7));
                break;
            case 1:
                bytes.Insert(position, change.Value);
                break;
            case 2:
                bytes.RemoveRange(position, Math.Min(change.Value, bytes.Count - position - 1));
                break;
            case 3:
                bytes.InsertRange(position, Enumerable.Repeat((byte)0xff, change.Value & 7));
                break;
            default:
                bytes[position] = change.Value;
                break;
        }

        return bytes;
    }

    private static string Refusal(byte[] model)
    {
        using var stream = new MemoryStream(model);
        return Refusal(stream);
    }

    private static string Refusal(Stream model)
    {
        var error = Read(model).Error!;
        ShouldBeOneSentence(error);
        return error.Message["The file is not a readable ONNX model: ".Length..^1];
    }

    private static void ShouldBeOneSentence(Error error)
    {
        error.Code.ShouldBe(ErrorCode.Invalid);
        error.Message.ShouldStartWith("The file is not a readable ONNX model: ");
        error.Message.Count(c => c is '.' or '\n').ShouldBe(1);
    }

    private static Result<Signature> Read(byte[] model)
    {
        using var stream = new MemoryStream(model);
        return Read(stream);
    }

    private static Result<Signature> Read(Stream model) =>
        OnnxSignature.Read(model, TestContext.Current.CancellationToken);

    private static long Allocated(Action action)
    {
        var before = GC.GetAllocatedBytesForCurrentThread();
        action();
        return GC.GetAllocatedBytesForCurrentThread() - before;
    }
}
