using Gradus.Core.Errors;

namespace Gradus.Core.Models;

public sealed class TagTests
{
    public static TheoryData<string, string, string> PythonsAnswers
    {
        get
        {
            using var stream = typeof(TagTests).Assembly.GetManifestResourceStream(
                "Gradus.Core.Tests.Models.normpath.tsv"
            )!;
            using var reader = new StreamReader(stream);
            return new(
                reader
                    .ReadToEnd()
                    .Split('\n', StringSplitOptions.RemoveEmptyEntries)
                    .Select(line => line.Split('\t'))
                    .Select(cells => (cells[0], cells[1], cells[2]))
            );
        }
    }

    [Fact]
    public void Keys_are_read_as_paths_exactly_as_python_does()
    {
        var rows = PythonsAnswers.Select(row => row.Data).ToList();

        rows.Count.ShouldBe(3 + 9 + 27 + 81 + 243);
        rows.ShouldAllBe(row => AnswerTo(row.Item1) == (row.Item3 == "allowed" ? "" : row.Item2));
    }

    [Theory]
    [InlineData("a//b", "a/b")]
    [InlineData("a/", "a")]
    [InlineData("./a", "a")]
    [InlineData("/a", "/a")]
    [InlineData("//a", "//a")]
    [InlineData("///a", "/a")]
    [InlineData("/..", "/")]
    [InlineData("//../a", "//a")]
    [InlineData(".", ".")]
    [InlineData("..", "..")]
    [InlineData("../a", "../a")]
    [InlineData("..a", "..a")]
    [InlineData("a/..", ".")]
    [InlineData("a/../..", "..")]
    [InlineData("a/../b", "b")]
    [InlineData("", ".")]
    [InlineData(null, ".")]
    public void A_key_that_would_be_another_path_is_refused_and_told_which(string? key, string path)
    {
        var error = Tag.ParseKey(key).Error.ShouldNotBeNull();

        error.ShouldBe(
            Error.Invalid(
                $"Invalid value \"{key}\" for parameter 'key' supplied: Names may be treated as files in certain cases, "
                    + $"and must not resolve to other names when treated as such. This name would resolve to '{path}'",
                "key"
            )
        );
    }

    [Theory]
    [InlineData("a")]
    [InlineData("a/b.c")]
    [InlineData(".hidden")]
    [InlineData("a/...")]
    [InlineData("mlflow.user: Zoë_1-2")]
    [InlineData(" ")]
    public void A_clean_relative_path_is_a_key(string key) => Tag.ParseKey(key).Value.ShouldBe(key);

    [Theory]
    [InlineData("a*b")]
    [InlineData("a\\b")]
    [InlineData("a\nb")]
    [InlineData("a\0")]
    [InlineData("a`b")]
    [InlineData("a'b")]
    [InlineData("🚀")]
    public void Other_characters_are_refused(string key) =>
        Tag.ParseKey(key).Error!.Message.ShouldContain("Names may only contain alphanumerics");

    [Fact]
    public void A_key_has_at_most_250_characters()
    {
        Tag.ParseKey(new string('k', 250)).IsOk.ShouldBeTrue();
        Tag.ParseKey(new string('k', 251))
            .Error!.Message.ShouldBe("'key' exceeds the maximum length of 250 characters");
    }

    [Fact]
    public void A_value_has_at_most_100000_characters()
    {
        Tag.Parse("k", new string('v', 100_000)).Value.Value.Length.ShouldBe(100_000);
        Tag.Parse("k", new string('v', 100_001)).Error!.Subject.ShouldBe("value");
    }

    [Fact]
    public void An_absent_value_is_the_empty_one() => Tag.Parse("k", null).Value.ShouldBe(new Tag("k", ""));

    [Fact]
    public void A_value_that_no_store_can_keep_is_refused() =>
        Evidence
            .BrokenTexts.Append("a\0b")
            .Select(value => Tag.Parse("k", value).Error)
            .ShouldAllBe(error =>
                error == Error.Invalid("'value' holds a NUL character or half of a surrogate pair.", "value")
            );

    [Fact]
    public void The_key_is_looked_at_first() => Tag.Parse("../k", "\0").Error!.Subject.ShouldBe("key");

    // The path that the refusal names, or empty if the key is allowed.
    private static string AnswerTo(string key) =>
        Tag.ParseKey(key).Try(out _, out var error)
            ? ""
            : error.Message[(error.Message.IndexOf(" to '", StringComparison.Ordinal) + 5)..^1];
}
