using System.Diagnostics;
using System.Text;
using CsCheck;
using Gradus.Artifacts.Signatures;
using Gradus.Core.Errors;

namespace Gradus.Artifacts.Tests.Signatures;

/// <summary>An MLmodel file comes from anyone: whatever its text, the answer is soon there and takes little memory.</summary>
public sealed class HostileMlModelTests
{
    private const string Sound = """
        flavors: &flavors
          onnx: {data: "model.onnx", code: null, extra: [a, !!str b]}
          notes: |
            text
        again: *flavors
        ? key
        : >-
          folded
        signature:
          inputs: '[{"name": "x", "type": "tensor", "tensor-spec": {"dtype": "float32", "shape": [-1, 30]}}]'
          outputs: "[{\"type\": \"object\", \"properties\": {\"p\": {\"type\": \"double\"}}}]"
        """;

    [Fact]
    public void Aliases_of_aliases_are_not_expanded()
    {
        var bomb = new StringBuilder("a0: &a0 [x, x, x, x, x, x, x, x, x]\n");
        for (var i = 1; i < 40; i++)
        {
            bomb.Append($"a{i}: &a{i} [*a{i - 1}, *a{i - 1}, *a{i - 1}, *a{i - 1}, *a{i - 1}, *a{i - 1}]\n");
        }

        bomb.Append("signature: {inputs: '[{\"type\": \"long\", \"name\": \"x\"}]'}");

        ReadSoon(bomb.ToString()).Value!.Inputs.Count.ShouldBe(1);
    }

    [Theory]
    [InlineData("[")]
    [InlineData("{")]
    [InlineData("- ")]
    [InlineData("? ")]
    [InlineData("a: ")]
    [InlineData("[a, ")]
    [InlineData("{a: ")]
    [InlineData("&a ")]
    [InlineData("!!a ")]
    [InlineData("*a ")]
    [InlineData("a: [\n")]
    [InlineData("#")]
    [InlineData("a")]
    [InlineData("\"")]
    [InlineData("'")]
    [InlineData("\t")]
    [InlineData("\n")]
    [InlineData("---\n")]
    [InlineData("|\n ")]
    [InlineData("%TAG ! a\n")]
    public void A_file_that_repeats_itself_up_to_the_limit_is_answered_soon(string piece)
    {
        var text = new StringBuilder().Insert(0, piece, MlModelSignature.MaxLength / piece.Length - 10).ToString();

        ReadSoon(text);
        ReadSoon("x: " + text);
        ReadSoon("x:\n  " + text);
    }

    [Fact]
    public void Deep_nesting_is_refused()
    {
        var nested = new string('[', 1_000) + new string(']', 1_000);

        ReadSoon("a: " + nested).Error!.Message.ShouldContain("nested more than 64 deep");
        ReadSoon($"signature: {{inputs: '{nested}'}}").Error!.Message.ShouldContain("not well-formed JSON");
    }

    [Fact]
    public void A_file_beyond_the_limit_is_refused() =>
        ReadSoon(new string('#', MlModelSignature.MaxLength + 1))
            .Error!.Message.ShouldBe("The MLmodel file is longer than 2097152 characters.");

    [Fact]
    public void A_file_with_changed_characters_is_refused_or_read_but_never_throws()
    {
        const string Characters = "\0\t\n\r \"'!#%&*,-:?@[]\\`{|}~0aux<>\u0085\u2028\ud800\udc00\ufeff";
        var change = Gen.Select(Gen.Int[0, Sound.Length - 1], Gen.Int[0, Characters.Length - 1], Gen.Int[0, 2]);

        change
            .Array[1, 6]
            .Sample(
                changes =>
                {
                    var text = new StringBuilder(Sound);
                    foreach (var (position, character, kind) in changes)
                    {
                        text.Remove(Math.Min(position, text.Length - 1), kind == 0 ? 0 : 1);
                        text.Insert(Math.Min(position, text.Length), kind == 2 ? "" : $"{Characters[character]}");
                    }

                    MlModelSignature.Read(text.ToString()).Error?.Code.ShouldBe(ErrorCode.Invalid);
                },
                iter: 20_000
            );
    }

    private static Result<Gradus.Core.Artifacts.Signature?> ReadSoon(string yaml)
    {
        var started = Stopwatch.GetTimestamp();
        var read = MlModelSignature.Read(yaml);
        Stopwatch.GetElapsedTime(started).ShouldBeLessThan(TimeSpan.FromSeconds(60));
        return read;
    }
}
