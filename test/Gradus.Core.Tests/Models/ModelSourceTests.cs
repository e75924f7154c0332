using Gradus.Core.Errors;

namespace Gradus.Core.Models;

public sealed class ModelSourceTests
{
    [Theory]
    [InlineData("s3://bucket/model")]
    [InlineData("https://host/a/b.onnx")]
    [InlineData("mlflow-artifacts:/1/run/artifacts/model")]
    [InlineData("models:/other/1")]
    [InlineData("dbfs:/x//y/")]
    [InlineData("gs://b/a..b/.hidden")]
    [InlineData("s3://bucket/100%25")]
    public void An_absolute_uri_is_kept_as_it_is(string source) =>
        ModelSource.ParseExternal(source).Value.ShouldBe(source);

    [Theory]
    [InlineData("/etc/passwd")]
    [InlineData("relative/path")]
    [InlineData("./here")]
    [InlineData("file:///etc/passwd")]
    [InlineData("FILE:///etc/passwd")]
    [InlineData("file://host/share")]
    [InlineData("//host/share")]
    [InlineData("://host")]
    [InlineData("C:\\models")]
    [InlineData("c:/models")]
    [InlineData("\\\\server\\share")]
    [InlineData("1x://host")]
    [InlineData("a b://host")]
    [InlineData("")]
    public void What_means_a_path_on_some_disk_is_refused(string source)
    {
        ModelSource.IsLocal(source).ShouldBeTrue();
        ModelSource.ParseExternal(source).Error!.Message.ShouldContain("A local path is never opened by the server");
    }

    [Theory]
    [InlineData("s3://bucket/../other")]
    [InlineData("s3://bucket/./other")]
    [InlineData("s3://bucket/..")]
    [InlineData("s3://bucket/%2e%2e/other")]
    [InlineData("s3://bucket/%2E%2E%2Fother")]
    [InlineData("s3://bucket/%252e%252e%252fother")]
    [InlineData("s3://bucket/%25252e%25252e/other")]
    [InlineData("s3://bucket/a?p=../b")]
    [InlineData("s3://bucket/a#../b")]
    [InlineData("s3://bucket/a;../b")]
    [InlineData("s3://bucket/a?x&../b")]
    [InlineData("s3://bucket\\..\\other")]
    [InlineData("s3://bucket/a\\b")]
    [InlineData("s3://bucket/%5c..%5cother")]
    [InlineData("s3://bucket/a%00b")]
    public void Relative_parts_are_refused_however_they_are_spelt(string source)
    {
        ModelSource.HasRelativeParts(source).ShouldBeTrue();
        ModelSource.ParseExternal(source).Error!.Message.ShouldStartWith($"Invalid model version source: '{source}'.");
    }

    [Fact]
    public void What_needs_more_decoding_than_anyone_does_is_refused()
    {
        var source =
            "s3://bucket/"
            + Enumerable.Range(0, 12).Aggregate("%2e", (text, _) => text.Replace("%", "%25", StringComparison.Ordinal));

        ModelSource.HasRelativeParts(source).ShouldBeTrue();
    }

    [Fact]
    public void A_source_that_is_too_long_or_cannot_be_kept_is_refused()
    {
        ModelSource
            .ParseExternal("s3://" + new string('a', Text.MaxLineLength))
            .Error!.Code.ShouldBe(ErrorCode.Invalid);
        ModelSource.ParseExternal("s3://b/\0").Error!.Subject.ShouldBe("source");
    }
}
