using Gradus.Core.Errors;

namespace Gradus.Core.Models;

public sealed class AliasNameTests
{
    [Theory]
    [InlineData("champion")]
    [InlineData("a_b-c")]
    [InlineData("1")]
    [InlineData("v")]
    [InlineData("v1a")]
    [InlineData("version1")]
    [InlineData("latest1")]
    [InlineData("Übermodell")]
    public void A_name_of_letters_digits_underscores_and_dashes_is_an_alias(string text) =>
        AliasName.Parse(text).Value.Value.ShouldBe(text);

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    public void An_alias_is_required(string? text) =>
        Refusal(text).ShouldBe("Registered model alias name cannot be empty.");

    [Theory]
    [InlineData("a b")]
    [InlineData("a.b")]
    [InlineData("a/b")]
    [InlineData("a:b")]
    [InlineData("a@b")]
    [InlineData("a\0")]
    [InlineData("🚀")]
    public void Any_other_character_is_refused(string text) =>
        Refusal(text)
            .ShouldBe(
                $"Invalid alias name: '{text}'. Names may only contain alphanumerics, underscores (_), and dashes (-)."
            );

    [Theory]
    [InlineData("latest")]
    [InlineData("LATEST")]
    [InlineData("lAtEsT")]
    public void Latest_is_reserved_in_any_case(string text) =>
        Refusal(text).ShouldBe("'latest' alias name (case insensitive) is reserved.");

    [Theory]
    [InlineData("v1")]
    [InlineData("V0")]
    [InlineData("v123456789012345678901234567890")]
    public void What_reads_as_a_version_is_reserved(string text) =>
        Refusal(text).ShouldBe($"Version alias name '{text}' is reserved.");

    [Fact]
    public void An_alias_has_at_most_255_characters()
    {
        AliasName.Parse(new string('a', 255)).IsOk.ShouldBeTrue();
        Refusal(new string('a', 256))
            .ShouldBe("'Registered model alias name' exceeds the maximum length of 255 characters");
    }

    [Fact]
    public void Aliases_that_differ_by_case_are_two() =>
        AliasName.Parse("Champion").Value.ShouldNotBe(AliasName.Parse("champion").Value);

    private static string Refusal(string? text)
    {
        var error = AliasName.Parse(text).Error.ShouldNotBeNull();
        error.Code.ShouldBe(ErrorCode.Invalid);
        error.Subject.ShouldBe("alias");
        return error.Message;
    }
}
