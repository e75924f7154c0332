using System.Text.RegularExpressions;
using CsCheck;

namespace Gradus.Core.Policies;

public sealed class NamePatternTests
{
    [Theory]
    [InlineData("*", "", true)]
    [InlineData("*", "anything", true)]
    [InlineData("", "", true)]
    [InlineData("", "a", false)]
    [InlineData("fraud-*", "fraud-", true)]
    [InlineData("fraud-*", "fraud-eu", true)]
    [InlineData("fraud-*", "Fraud-eu", false)]
    [InlineData("fraud-*", "not-fraud-eu", false)]
    [InlineData("fraud-?", "fraud-", false)]
    [InlineData("fraud-?", "fraud-é", true)]
    [InlineData("*-eu-*", "fraud-eu-eu-1", true)]
    [InlineData("a*b*c", "aXbYbZc", true)]
    [InlineData("a*b*c", "aXcYb", false)]
    [InlineData("a.c", "abc", false)]
    [InlineData("[a]", "a", false)]
    public void A_star_stands_for_any_characters_and_a_question_mark_for_one(string pattern, string name, bool fits) =>
        new NamePattern(pattern).Matches(name).ShouldBe(fits);

    [Fact]
    public void It_fits_exactly_what_the_regular_expression_of_the_same_meaning_fits() =>
        Gen.Select(Gen.String[Gen.Char["ab*?"], 0, 7], Gen.String[Gen.Char["ab"], 0, 9])
            .Sample(
                (pattern, name) =>
                    new NamePattern(pattern).Matches(name)
                    == Regex.IsMatch(name, $"^{Regex.Escape(pattern).Replace("\\*", ".*").Replace("\\?", ".")}$")
            );

    [Fact]
    public void Many_stars_take_no_exponential_time() =>
        new NamePattern(string.Concat(Enumerable.Repeat("*a", 200)) + "b")
            .Matches(new string('a', 5_000))
            .ShouldBeFalse();
}
