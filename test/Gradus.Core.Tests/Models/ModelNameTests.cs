using Gradus.Core.Errors;

namespace Gradus.Core.Models;

public sealed class ModelNameTests
{
    [Theory]
    [InlineData("fraud")]
    [InlineData("a")]
    [InlineData("with space")]
    [InlineData(" leading and trailing ")]
    [InlineData("..")]
    [InlineData("%2e%2e")]
    [InlineData("a%2Fb")]
    [InlineData("modèle")]
    [InlineData("模型🚀")]
    [InlineData("O'Brien \"x\" \\ _%")]
    [InlineData("zero\u200bwidth")]
    public void A_name_is_kept_as_it_was_typed(string name)
    {
        ModelName.Parse(name).Value.Value.ShouldBe(name);
        ModelName.Parse(name).Value.ToString().ShouldBe(name);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData(" ")]
    [InlineData("\t \n")]
    public void A_blank_name_is_refused(string? name) => Refusal(name).ShouldBe("Model name is required.");

    [Theory]
    [InlineData("a/b")]
    [InlineData("/")]
    [InlineData("models:x")]
    public void What_delimits_in_model_uris_is_refused(string name) =>
        Refusal(name).ShouldBe($"Invalid model name '{name}'. Names cannot contain '/' or ':'.");

    [Theory]
    [InlineData("a\0b")]
    [InlineData("a\nb")]
    [InlineData("a\u0085b")]
    [InlineData("a\u007fb")]
    public void Control_characters_are_refused(string name) =>
        Refusal(name).ShouldBe("Invalid model name: it holds a control character or half of a surrogate pair.");

    [Fact]
    public void Halves_of_pairs_are_refused() => Evidence.BrokenTexts.ShouldAllBe(text => !ModelName.Parse(text).IsOk);

    [Fact]
    public void A_name_has_at_most_512_characters()
    {
        ModelName.Parse(new string('a', 512)).IsOk.ShouldBeTrue();
        Refusal(new string('a', 513)).ShouldBe("Model name is longer than 512 characters.");
    }

    [Fact]
    public void Twins_of_other_normal_form_are_two_names()
    {
        var composed = ModelName.Parse("caf\u00e9").Value;
        var decomposed = ModelName.Parse("cafe\u0301").Value;

        composed.ShouldNotBe(decomposed);
    }

    private static string Refusal(string? name)
    {
        var error = ModelName.Parse(name).Error.ShouldNotBeNull();
        error.Code.ShouldBe(ErrorCode.Invalid);
        error.Subject.ShouldBe("name");
        return error.Message;
    }
}
