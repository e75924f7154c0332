using System.Runtime.InteropServices;
using System.Text.Json;
using Gradus.Protocol.Artifacts;
using Gradus.Serving.Mlflow;
using Gradus.Serving.Refusals;
using Gradus.Serving.Tensors;

namespace Gradus.Serving.Inputs;

/// <summary>Which column goes where, and which values a model's types admit. No process is needed for that.</summary>
public sealed class InputBindingTests
{
    private static readonly TensorSpec Features = new("features", ElementType.Float32, [null, 3]);

    [Fact]
    public void Without_a_signature_columns_count_by_their_place() =>
        Floats(Bind(Split("""["z","y","x"]""", "[[1,2,3]]"), [Features])).ShouldBe([1, 2, 3]);

    [Fact]
    public void A_signature_s_columns_are_found_by_name_and_others_are_left_out() =>
        Floats(
                Bind(
                    Split("""["z","other","x","y"]""", "[[3,9,1,2],[6,9,4,5]]"),
                    [Features],
                    Column("x"),
                    Column("y"),
                    Column("z")
                )
            )
            .ShouldBe([1, 2, 3, 4, 5, 6]);

    [Fact]
    public void A_column_that_is_missing_is_named_with_the_one_that_was_probably_meant() =>
        Refused(Split("""["xx","height","z"]""", "[[1,2,3]]"), [Features], Column("xx"), Column("heigth"), Column("z"))
            .ShouldBe("Column 'heigth' is missing. Did you mean 'height'?");

    [Fact]
    public void An_optional_column_may_be_left_out_or_have_no_value()
    {
        var floats = Floats(
            Bind(
                Split("""["x","y"]""", "[[1,null]]"),
                [Features],
                Column("x"),
                Column("y", "optional<float64>"),
                Column("z", "optional<float64>")
            )
        );

        floats.ShouldBe([1, float.NaN, float.NaN]);
    }

    [Fact]
    public void A_column_that_is_not_optional_takes_no_NaN() =>
        Refused(
                Split("""["x","y","z"]""", "[[1,2,3],[1,2,null]]"),
                [Features],
                Column("x"),
                Column("y", "optional<float64>"),
                Column("z")
            )
            .ShouldBe("Column 'z', row 1: is missing (null or NaN), and the model does not say that it may be.");

    [Fact]
    public void A_whole_number_is_never_missing() =>
        Refused(
                Split("""["n"]""", "[[null]]"),
                [new("n", ElementType.Int64, [null, 1])],
                Column("n", "optional<int64>")
            )
            .ShouldContain("Column 'n', row 0: is missing");

    [Fact]
    public void A_model_with_an_input_a_column_takes_each_by_its_name()
    {
        var tensors = Bind(
            Split("""["city","age"]""", """[["Rome",7],["Oslo",8]]"""),
            [new("age", ElementType.Int64, [null, 1]), new("city", ElementType.Text, [null])]
        ).Tensors;

        MemoryMarshal.Cast<byte, long>(tensors[0].Data.Span).ToArray().ShouldBe([7, 8]);
        tensors[0].Shape.ShouldBe([2, 1]);
        tensors[1].Texts.ToArray().ShouldBe(["Rome", "Oslo"]);
        tensors[1].Shape.ShouldBe([2]);
    }

    [Fact]
    public void An_image_takes_as_many_columns_as_it_has_pixels()
    {
        var inputs = Bind(Split("null", "[[1,2,3,4],[5,6,7,8]]"), [new("image", ElementType.Float32, [null, 1, 2, 2])]);

        inputs.Tensors[0].Shape.ShouldBe([2, 1, 2, 2]);
        inputs.Rows.ShouldBe(2);
    }

    [Fact]
    public void Named_arrays_that_are_the_signature_s_columns_are_a_table() =>
        Floats(
                Bind(
                    """{"inputs":{"y":[2,5],"x":[1,4],"z":[3,6]}}""",
                    [Features],
                    Column("x"),
                    Column("y"),
                    Column("z")
                )
            )
            .ShouldBe([1, 2, 3, 4, 5, 6]);

    [Theory]
    [InlineData("""{"inputs":{"a":[1,2],"b":[1]}}""", "Input 'b' has 1 rows, and input 'a' has 2.")]
    [InlineData("""{"inputs":{"a":[1,2]}}""", "Input 'b' is missing.")]
    [InlineData(
        """{"inputs":[1,2]}""",
        "The model takes 2 inputs; give each by its name: 'a' float32[?], 'b' float32[?]."
    )]
    [InlineData("""{"instances":[{"a":1,"b":1},{"a":2}]}""", "Input 'b' is missing in 1 of 2 rows.")]
    [InlineData("""{"instances":[{"a":1,"b":1},{"a":[2],"b":1}]}""", "Input 'a', row 1 has another shape than row 0.")]
    public void Several_inputs_have_as_many_rows_each(string body, string message) =>
        Refused(body, [new("a", ElementType.Float32, [null]), new("b", ElementType.Float32, [null])]).ShouldBe(message);

    [Theory]
    [InlineData((int)ElementType.Int8, "128", "128 does not fit int8")]
    [InlineData((int)ElementType.Int8, "-128", null)]
    [InlineData((int)ElementType.UInt8, "-1", "-1 does not fit uint8")]
    [InlineData((int)ElementType.UInt16, "65536", "65536 does not fit uint16")]
    [InlineData((int)ElementType.Int32, "2.5", "2.5 is not a whole number, which the model takes (int32)")]
    [InlineData((int)ElementType.Int32, "2.0", null)]
    [InlineData((int)ElementType.Int64, "9223372036854775807", null)]
    [InlineData((int)ElementType.Int64, "9223372036854775808", "does not fit int64")]
    [InlineData((int)ElementType.UInt64, "18446744073709551615", null)]
    [InlineData((int)ElementType.UInt64, "18446744073709551616", "is not a whole number")]
    [InlineData((int)ElementType.Float16, "65520", "65520 does not fit float16")]
    [InlineData((int)ElementType.Float16, "65504", null)]
    [InlineData((int)ElementType.Float64, "1e308", null)]
    [InlineData((int)ElementType.Bool, "1", "1 is not true or false, which the model takes (bool)")]
    [InlineData((int)ElementType.Bool, "false", null)]
    [InlineData((int)ElementType.Text, "1", "1 is not text, which the model takes")]
    [InlineData((int)ElementType.Text, "\"1\"", null)]
    public void A_type_admits_what_fits_it(int type, string value, string? message)
    {
        var body = $$"""{"inputs":[{{value}}]}""";
        TensorSpec[] spec = [new("x", (ElementType)type, [null])];

        if (message is null)
        {
            Bind(body, spec).Rows.ShouldBe(1);
        }
        else
        {
            Refused(body, spec).ShouldContain(message);
        }
    }

    private static ModelInputs Bind(string body, TensorSpec[] inputs, params SignatureFieldDto[] columns)
    {
        using var json = JsonDocument.Parse(body);
        var form = new ModelForm(inputs, [new("y", ElementType.Float32, [null])]);
        var binding = new InputBinding(form, InputColumn.Of(new SignatureDto(columns, [])));
        return ScoringJson.Read(json.RootElement).Bind(binding);
    }

    private static string Refused(string body, TensorSpec[] inputs, params SignatureFieldDto[] columns) =>
        Should.Throw<RefusedException>(() => Bind(body, inputs, columns)).Message;

    private static SignatureFieldDto Column(string name, string type = "float64") => new(name, type, []);

    private static string Split(string columns, string data) =>
        columns == "null"
            ? $$$"""{"dataframe_split":{"data":{{{data}}}}}"""
            : $$$"""{"dataframe_split":{"columns":{{{columns}}},"data":{{{data}}}}}""";

    private static float[] Floats(ModelInputs inputs) =>
        MemoryMarshal.Cast<byte, float>(inputs.Tensors.Single().Data.Span).ToArray();
}
