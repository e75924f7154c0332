using Gradus.Core.Errors;

namespace Gradus.Core.Identities;

public sealed class NameTests
{
    [Theory]
    [InlineData("ana")]
    [InlineData("Ana.Meyer")]
    [InlineData("ana@example.org")]
    [InlineData("ci+deploy_bot-2")]
    [InlineData("7")]
    [InlineData("..a")]
    public void Letters_digits_and_a_few_signs_make_a_name(string text)
    {
        UserName.Parse(text).Value.Value.ShouldBe(text);
        GroupName.Parse(text).Value.Value.ShouldBe(text);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    public void A_name_is_required(string? text)
    {
        Refusal(UserName.Parse(text).Error).ShouldBe("User name is required.");
        Refusal(GroupName.Parse(text).Error).ShouldBe("Group name is required.");
    }

    [Fact]
    public void A_name_has_at_most_64_characters()
    {
        UserName.Parse(new string('a', 64)).IsOk.ShouldBeTrue();
        Refusal(UserName.Parse(new string('a', 65)).Error).ShouldBe("User name is longer than 64 characters.");
    }

    [Theory]
    [InlineData("*")]
    [InlineData("group:ana")]
    [InlineData("a:b")]
    [InlineData("a b")]
    [InlineData(" ana")]
    [InlineData("ana\n")]
    [InlineData("a/b")]
    [InlineData("аna")]
    [InlineData("é")]
    [InlineData("e\u0301")]
    [InlineData("a\0")]
    public void Whatever_else_is_in_it_is_refused_also_what_only_looks_like_a_letter(string text) =>
        Refusal(UserName.Parse(text).Error)
            .ShouldBe($"User name '{text}' may only hold the letters a to z, digits, '.', '_', '-', '@' and '+'.");

    [Theory]
    [InlineData(".")]
    [InlineData("..")]
    public void A_name_that_a_path_would_swallow_is_refused(string text) =>
        Refusal(GroupName.Parse(text).Error).ShouldBe($"Group name '{text}' needs a letter or a digit.");

    [Theory]
    [InlineData("anonymous")]
    [InlineData("Gradus")]
    [InlineData("POLICY")]
    public void Nobody_is_called_as_the_registry_calls_itself(string text) =>
        Refusal(UserName.Parse(text).Error).ShouldBe($"User name '{text}' is reserved: the registry itself uses it.");

    private static string Refusal(Error? error)
    {
        error.ShouldNotBeNull();
        (error.Code, error.Subject).ShouldBe((ErrorCode.Invalid, "name"));
        return error.Message;
    }
}
