using System.Buffers.Text;
using System.Text;
using CsCheck;
using Gradus.Core.Models;

namespace Gradus.Core.Search;

public sealed class PageTokenTests
{
    private const string Search = "versions where name = 'a' order by name";

    private static readonly Gen<string> Texts = Gen.OneOf(
        Gen.String.Where(Text.IsWellFormed),
        Gen.OneOf("", "s3:abc", "n1:5", ":", "é", "🚀模", "0", "-1", new string('x', 512))
    );

    private static readonly Gen<PageToken> Tokens = Gen.OneOf(
            Gen.Long.Select(number => (object)number),
            Texts.Select(text => (object)text)
        )
        .Array[0, 5]
        .Select(values => new PageToken(values));

    [Fact]
    public void A_token_comes_back_as_it_was() =>
        Tokens.Sample(token => PageToken.Parse(token.Encode(Search), Search).Value.Values.SequenceEqual(token.Values));

    [Fact]
    public void A_token_of_another_search_is_refused() =>
        Tokens
            .Select(Gen.String, Gen.String)
            .Where((_, one, other) => one != other && Text.IsWellFormed(one) && Text.IsWellFormed(other))
            .Sample((token, one, other) => PageToken.Parse(token.Encode(one), other).Error == PageToken.Foreign);

    [Fact]
    public void A_token_with_a_character_cut_inserted_or_changed_never_reads_as_a_damaged_value() =>
        Tokens
            .Select(Gen.Int[0, 10_000], Gen.OneOf("", "A", "_", "-", "9", "=", " ", "+", "é"))
            .Sample(
                (token, at, with) =>
                {
                    var text = token.Encode(Search);
                    at %= text.Length;
                    var damaged = text[..at] + with + text[(at + 1)..];
                    return !PageToken.Parse(damaged, Search).Try(out var read, out var error)
                        ? error!.Subject == "page_token"
                        : read.Encode(Search) == damaged;
                }
            );

    [Fact]
    public void Whatever_is_read_is_exactly_what_encoding_it_gives() =>
        Gen.OneOf("s", "n", "x", "0", "1", "2", "-", "+", ":", "a", " ", "é", "🚀")
            .Array[0, 8]
            .Select(string.Concat)
            .Sample(body =>
            {
                var text = Forge(body);
                return !PageToken.Parse(text, Search).Try(out var read, out _) || read.Encode(Search) == text;
            });

    [Theory]
    [InlineData("n")]
    [InlineData("n1")]
    [InlineData("n:5")]
    [InlineData("n1:")]
    [InlineData("n2:5")]
    [InlineData("n1:x")]
    [InlineData("n2:+5")]
    [InlineData("n2:05")]
    [InlineData("n1:5 ")]
    [InlineData("n-1:5")]
    [InlineData("n01:5")]
    [InlineData("n20:99999999999999999999")]
    [InlineData("x1:5")]
    [InlineData("S1:a")]
    [InlineData("s99999999999:a")]
    [InlineData("s1:\0")]
    [InlineData("s1:🚀")]
    [InlineData("s1:as")]
    public void A_forged_token_that_holds_no_values_is_refused(string body) =>
        PageToken.Parse(Forge(body), Search).Error!.Message.ShouldBe("Invalid page token, it is damaged");

    [Theory]
    [InlineData("!!!")]
    [InlineData("a")]
    [InlineData("null byte\0")]
    [InlineData("../../etc/passwd")]
    public void What_is_no_base64_is_refused(string text) =>
        PageToken.Parse(text, Search).Error!.Message.ShouldBe("Invalid page token, could not base64-decode");

    [Theory]
    [InlineData("")]
    [InlineData("1")]
    [InlineData("deadbeef")]
    public void A_token_of_nothing_belongs_to_no_search(string plain) =>
        PageToken
            .Parse(Base64Url.EncodeToString(Encoding.UTF8.GetBytes(plain)), Search)
            .Error.ShouldBe(PageToken.Foreign);

    [Fact]
    public void A_token_with_padding_or_white_space_is_refused()
    {
        var text = new PageToken(["ab"]).Encode(Search);

        PageToken.Parse(text, Search).IsOk.ShouldBeTrue();
        PageToken.Parse(text + "\n", Search).IsOk.ShouldBeFalse();
        PageToken.Parse(" " + text, Search).IsOk.ShouldBeFalse();
        PageToken
            .Parse(text + new string('=', (4 - (text.Length % 4)) % 4), Search)
            .IsOk.ShouldBe(text.Length % 4 == 0);
    }

    [Fact]
    public void A_token_that_is_too_long_is_refused_before_it_is_read() =>
        PageToken.Parse(new string('A', 100_001), Search).IsOk.ShouldBeFalse();

    [Fact]
    public void The_longest_values_of_a_search_fit_into_a_token()
    {
        var token = new PageToken([new string('模', Text.MaxLineLength), new string('模', ModelName.MaxLength), 1L]);

        PageToken.Parse(token.Encode(Search), Search).Value.Values.ShouldBe(token.Values);
    }

    [Fact]
    public void Broken_UTF8_is_refused()
    {
        byte[] bytes = [.. Encoding.UTF8.GetBytes(Prefix + "s1:"), 0xff];

        PageToken.Parse(Base64Url.EncodeToString(bytes), Search).Error!.Message.ShouldContain("it is damaged");
    }

    private static string Prefix =>
        Encoding.UTF8.GetString(Base64Url.DecodeFromChars(new PageToken([]).Encode(Search)));

    private static string Forge(string body) => Base64Url.EncodeToString(Encoding.UTF8.GetBytes(Prefix + body));
}
