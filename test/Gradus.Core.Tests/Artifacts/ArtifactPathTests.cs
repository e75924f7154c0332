using CsCheck;
using Gradus.Core.Errors;

namespace Gradus.Core.Artifacts;

public sealed class ArtifactPathTests
{
    [Theory]
    [InlineData("model.onnx")]
    [InlineData("a/b/c.txt")]
    [InlineData(".hidden/..file/...")]
    [InlineData("with space/é🚀")]
    [InlineData("100%.txt")]
    [InlineData("50%25.txt")]
    [InlineData("a%20b")]
    [InlineData("ab:c")]
    [InlineData("~/x")]
    public void A_clean_relative_path_is_kept_as_it_is(string text)
    {
        ArtifactPath.Parse(text).Value.Value.ShouldBe(text);
        ArtifactPath.Parse(text).Value.ToString().ShouldBe(text);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("../../etc/passwd")]
    [InlineData("..")]
    [InlineData(".")]
    [InlineData("a/..")]
    [InlineData("a/../b")]
    [InlineData("a/./b")]
    [InlineData("/etc/passwd")]
    [InlineData("//host/share")]
    [InlineData("a//b")]
    [InlineData("a/")]
    [InlineData("/")]
    [InlineData("C:/windows")]
    [InlineData("c:x")]
    [InlineData("a\\b")]
    [InlineData("..\\..\\etc")]
    [InlineData("\\\\server\\share")]
    [InlineData("a\0b")]
    [InlineData("a\nb")]
    [InlineData("a\u0085b")]
    public void Whatever_leaves_its_place_or_cannot_be_a_name_is_refused(string? text) => ShouldBeRefused(text);

    [Fact]
    public void Halves_of_pairs_are_refused() => Evidence.BrokenTexts.ToList().ForEach(ShouldBeRefused);

    [Theory]
    [InlineData("%2e%2e/x")]
    [InlineData("%2E%2E%2Fx")]
    [InlineData("..%2fx")]
    [InlineData("a%2f..%2fb")]
    [InlineData("%2fetc%2fpasswd")]
    [InlineData("a%2f%2fb")]
    [InlineData("%5c%5cserver")]
    [InlineData("a%5cb")]
    [InlineData("%252e%252e%252fx")]
    [InlineData("%255c")]
    [InlineData("%25252e%25252e%25252fx")]
    [InlineData("C%3a/windows")]
    [InlineData("a%00b")]
    [InlineData("a%2500b")]
    [InlineData("a%0ab")]
    public void Encoding_it_once_to_three_times_hides_nothing(string text) => ShouldBeRefused(text);

    [Theory]
    [InlineData("%c0%ae%c0%ae/x")]
    [InlineData("%c0%af")]
    [InlineData("%e0%80%af")]
    [InlineData("%f0%80%80%ae")]
    [InlineData("%ff")]
    [InlineData("a%80")]
    public void Overlong_and_broken_UTF8_is_refused(string text) => ShouldBeRefused(text);

    [Fact]
    public void A_path_has_at_most_1024_characters()
    {
        ArtifactPath.Parse(new string('a', 1024)).IsOk.ShouldBeTrue();
        ShouldBeRefused(new string('a', 1025));
    }

    [Fact]
    public void A_traversal_is_refused_however_many_times_it_is_encoded() =>
        Gen.Int[0, 6]
            .Select(Gen.OneOf("../x", "a/../b", "/x", "a\\b", "a/\0", "..", "a//b"))
            .Sample(
                (rounds, path) =>
                    !ArtifactPath
                        .Parse(Enumerable.Range(0, rounds).Aggregate(path, (text, _) => EncodeWholly(text)))
                        .IsOk
            );

    [Fact]
    public void Whatever_is_taken_has_only_named_segments_after_any_decoding() =>
        Gen.OneOf("a", ".", "/", "%", "2", "e", "5", "c", "\\", ":", "%2e", "%2f", "%25", "%5c")
            .Array[1, 8]
            .Select(string.Concat)
            .Sample(text =>
            {
                if (!ArtifactPath.Parse(text).Try(out var path, out _))
                {
                    return true;
                }

                var form = path.Value;
                for (var round = 0; round < 10; round++)
                {
                    if (form.Contains('\\') || form.Split('/').Any(segment => segment is "" or "." or ".."))
                    {
                        return false;
                    }

                    form = Uri.UnescapeDataString(form);
                }

                return true;
            });

    [Fact]
    public void The_folders_above_come_first_and_the_path_itself_last()
    {
        ArtifactPath.Parse("a/b/c").Value.SelfAndAncestors().ShouldBe(["a", "a/b", "a/b/c"]);
        ArtifactPath.Parse("a").Value.SelfAndAncestors().ShouldBe(["a"]);
    }

    private static string EncodeWholly(string text) =>
        string.Concat(System.Text.Encoding.UTF8.GetBytes(text).Select(b => $"%{b:x2}"));

    private static void ShouldBeRefused(string? text) =>
        ArtifactPath.Parse(text).Error.ShouldBe(Error.Invalid("Invalid path", "path"));
}
