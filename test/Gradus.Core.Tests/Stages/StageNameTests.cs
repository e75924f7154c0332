using Gradus.Core.Errors;

namespace Gradus.Core.Stages;

public sealed class StageNameTests
{
    [Theory]
    [InlineData("Production")]
    [InlineData("pre prod")]
    [InlineData("1st")]
    [InlineData("latest-ish")]
    [InlineData("Größe 🚀")]
    public void A_name_is_kept_as_it_was_typed(string text)
    {
        StageName.Parse(text).Value.Value.ShouldBe(text);
        StageName.Parse(text).Value.ToString().ShouldBe(text);
    }

    [Theory]
    [InlineData(null, "Stage name is required.")]
    [InlineData("", "Stage name is required.")]
    [InlineData("a\tb", "Stage name holds a control character.")]
    [InlineData(" a", "Stage name ' a' starts or ends with a space.")]
    [InlineData("a ", "Stage name 'a ' starts or ends with a space.")]
    [InlineData("a/b", "Stage name 'a/b' contains '/', ':' or '@'.")]
    [InlineData("a:b", "Stage name 'a:b' contains '/', ':' or '@'.")]
    [InlineData("a@b", "Stage name 'a@b' contains '/', ':' or '@'.")]
    [InlineData("42", "Stage name '42' would be read as a version number.")]
    [InlineData("latest", "Stage name 'latest' is reserved: it means the newest version in model URIs.")]
    [InlineData("Latest", "Stage name 'Latest' is reserved: it means the newest version in model URIs.")]
    public void A_name_that_means_something_else_is_refused(string? text, string message) =>
        StageName.Parse(text).Error.ShouldBe(Error.Invalid(message, "name"));

    [Fact]
    public void Halves_of_pairs_are_refused() => Evidence.BrokenTexts.ShouldAllBe(text => !StageName.Parse(text).IsOk);

    [Fact]
    public void A_name_has_at_most_64_characters()
    {
        StageName.Parse(new string('a', 64)).IsOk.ShouldBeTrue();
        StageName.Parse(new string('a', 65)).Error!.Message.ShouldBe("Stage name is longer than 64 characters.");
    }
}
