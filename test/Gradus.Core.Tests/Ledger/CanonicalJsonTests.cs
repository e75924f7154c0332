using System.Globalization;
using System.Text.Json;
using CsCheck;

namespace Gradus.Core.Ledger;

public sealed class CanonicalJsonTests
{
    // RFC 8785, appendix B.
    [Theory]
    [InlineData("0000000000000000", "0")]
    [InlineData("8000000000000000", "0")]
    [InlineData("0000000000000001", "5e-324")]
    [InlineData("8000000000000001", "-5e-324")]
    [InlineData("7fefffffffffffff", "1.7976931348623157e+308")]
    [InlineData("ffefffffffffffff", "-1.7976931348623157e+308")]
    [InlineData("4340000000000000", "9007199254740992")]
    [InlineData("c340000000000000", "-9007199254740992")]
    [InlineData("4430000000000000", "295147905179352830000")]
    [InlineData("44b52d02c7e14af5", "9.999999999999997e+22")]
    [InlineData("44b52d02c7e14af6", "1e+23")]
    [InlineData("44b52d02c7e14af7", "1.0000000000000001e+23")]
    [InlineData("444b1ae4d6e2ef4e", "999999999999999700000")]
    [InlineData("444b1ae4d6e2ef4f", "999999999999999900000")]
    [InlineData("444b1ae4d6e2ef50", "1e+21")]
    [InlineData("3eb0c6f7a0b5ed8c", "9.999999999999997e-7")]
    [InlineData("3eb0c6f7a0b5ed8d", "0.000001")]
    [InlineData("41b3de4355555553", "333333333.3333332")]
    [InlineData("41b3de4355555554", "333333333.33333325")]
    [InlineData("41b3de4355555555", "333333333.3333333")]
    [InlineData("41b3de4355555556", "333333333.3333334")]
    [InlineData("41b3de4355555557", "333333333.33333343")]
    [InlineData("becbf647612f3696", "-0.0000033333333333333333")]
    [InlineData("43143ff3c1cb0959", "1424953923781206.2")]
    public void Numbers_are_written_as_the_RFC_shows(string bits, string expected) =>
        CanonicalJson
            .Number(
                BitConverter.UInt64BitsToDouble(ulong.Parse(bits, NumberStyles.HexNumber, CultureInfo.InvariantCulture))
            )
            .ShouldBe(expected);

    [Fact]
    public void The_example_of_the_RFC_comes_out_as_it_shows()
    {
        const string given = """
            {
              "numbers": [333333333.33333329, 1E30, 4.50, 2e-3, 0.000000000000000000000000001],
              "string": "\u20ac$\u000F\u000aA'\u0042\u0022\u005c\\\"\/",
              "literals": [null, true, false]
            }
            """;

        Canonical(given)
            .ShouldBe(
                """{"literals":[null,true,false],"numbers":[333333333.3333333,1e+30,4.5,0.002,1e-27],"string":"€$\u000f\nA'B\"\\\\\"/"}"""
            );
    }

    [Fact]
    public void Members_are_ordered_by_their_UTF16_code_units_as_the_RFC_shows()
    {
        const string given = """
            {"\u20ac":1,"\r":2,"\ufb33":3,"1":4,"\ud83d\ude00":5,"\u0080":6,"\u00f6":7}
            """;

        using var canonical = JsonDocument.Parse(Canonical(given));

        canonical.RootElement.EnumerateObject().Select(m => m.Value.GetInt32()).ShouldBe([2, 4, 6, 7, 1, 5, 3]);
    }

    [Fact]
    public void Every_number_reads_back_as_the_same_number() =>
        Gen
            .Double.Where(double.IsFinite)
            .Sample(value => double.Parse(CanonicalJson.Number(value), CultureInfo.InvariantCulture) == value);

    [Fact]
    public void Every_text_reads_back_as_the_same_text() =>
        Gen.String.Sample(text =>
        {
            var plain = new string([.. text.Where(c => !char.IsSurrogate(c))]);
            using var json = JsonDocument.Parse(CanonicalJson.Text(plain));
            return json.RootElement.GetString() == plain
                && CanonicalJson.Of(json.RootElement) == CanonicalJson.Text(plain);
        });

    [Theory]
    [InlineData(9_007_199_254_740_991, "9007199254740991")]
    [InlineData(9_007_199_254_740_992, "\"9007199254740992\"")]
    [InlineData(-9_007_199_254_740_991, "-9007199254740991")]
    [InlineData(-9_007_199_254_740_992, "\"-9007199254740992\"")]
    [InlineData(long.MinValue, "\"-9223372036854775808\"")]
    public void An_integer_that_a_double_would_change_is_a_string(long value, string expected) =>
        CanonicalJson.Whole(value).ShouldBe(expected);

    [Theory]
    [InlineData(double.NaN, "null")]
    [InlineData(double.PositiveInfinity, "\"Infinity\"")]
    [InlineData(double.NegativeInfinity, "\"-Infinity\"")]
    public void What_JSON_has_no_number_for_is_null_or_a_text(double value, string expected) =>
        CanonicalJson.Number(value).ShouldBe(expected);

    [Theory]
    [InlineData(null, "null")]
    [InlineData("", "\"\"")]
    [InlineData("a b", "\"a b\"")]
    [InlineData("a \"b\"", "\"a \\\"b\\\"\"")]
    [InlineData("\u001f\u007f", "\"\\u001f\u007f\"")]
    public void Only_what_has_to_be_is_escaped(string? text, string expected) =>
        CanonicalJson.Text(text).ShouldBe(expected);

    [Fact]
    public void An_object_that_names_a_member_twice_has_no_canonical_form() =>
        Should.Throw<FormatException>(() => Canonical("""{"a":1,"a":2}"""));

    private static string Canonical(string text)
    {
        using var json = JsonDocument.Parse(text);
        return CanonicalJson.Of(json.RootElement);
    }
}
