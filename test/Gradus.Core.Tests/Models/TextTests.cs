using CsCheck;
using Gradus.Core.Errors;

namespace Gradus.Core.Models;

public sealed class TextTests
{
    [Theory]
    [InlineData("", true)]
    [InlineData("plain", true)]
    [InlineData("line\nbreak\ttab", true)]
    [InlineData("🚀é模", true)]
    [InlineData("\ufffd\uffff", true)]
    [InlineData("nul\0", false)]
    public void Text_is_storable_without_nul(string text, bool storable) => Text.IsWellFormed(text).ShouldBe(storable);

    [Fact]
    public void Halves_of_pairs_are_neither_storable_nor_printable() =>
        Evidence.BrokenTexts.ShouldAllBe(text => !Text.IsWellFormed(text) && !Text.IsPrintable(text));

    [Theory]
    [InlineData("🚀é模 ", true)]
    [InlineData("line\nbreak", false)]
    [InlineData("\u001b[31m", false)]
    [InlineData("\u009f", false)]
    public void Text_is_printable_without_control_characters(string text, bool printable) =>
        Text.IsPrintable(text).ShouldBe(printable);

    [Fact]
    public void Storable_text_comes_back_from_UTF8() =>
        Gen
            .Char.Array[0, 8]
            .Select(chars => new string(chars))
            .Sample(text =>
            {
                var back = System.Text.Encoding.UTF8.GetString(System.Text.Encoding.UTF8.GetBytes(text));
                return Text.IsWellFormed(text) == (back == text && !text.Contains('\0'));
            });

    [Fact]
    public void An_absent_text_stays_absent() => Text.Parse(null, "f", 5).Value.ShouldBeNull();

    [Fact]
    public void A_text_of_just_the_length_is_taken_and_a_longer_one_is_not()
    {
        Text.Parse("12345", "f", 5).Value.ShouldBe("12345");
        Text.Parse("123456", "f", 5)
            .Error.ShouldBe(Error.Invalid("'f' exceeds the maximum length of 5 characters.", "f"));
    }

    [Fact]
    public void A_text_that_cannot_be_kept_is_refused() => Text.Parse("\0", "f", 5).Error!.Subject.ShouldBe("f");
}
