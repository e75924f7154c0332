using System.Text;
using Gradus.Core.Gates;

namespace Gradus.Worker.Verdicts;

public sealed class JsonVerdictTests
{
    [Theory]
    [InlineData("""{"verdict":"passed"}""", Verdict.Passed, null)]
    [InlineData("""{"verdict":"failed","summary":"too slow"}""", Verdict.Failed, "too slow")]
    [InlineData("""{"verdict":"inconclusive","summary":"","other":[1,{}]}""", Verdict.Inconclusive, null)]
    [InlineData("""{"verdict":"passed","summary":"a\nb\u001b[1mc\u0000"}""", Verdict.Passed, "a bc")]
    [InlineData("\uFEFF{\"verdict\":\"passed\",\"metrics\":null}", Verdict.Passed, null)]
    public void A_verdict_is_read(string json, Verdict verdict, string? reason)
    {
        var judgement = Read(json).Value;

        (judgement.Verdict, judgement.Reason).ShouldBe((verdict, reason));
        judgement.Metrics.ShouldBeEmpty();
    }

    [Fact]
    public void Metrics_are_kept() =>
        Read("""{"verdict":"passed","metrics":{"auc":0.91,"undefined":"NaN"}}""")
            .Value.Metrics.ShouldBe(
                new Dictionary<string, double> { ["auc"] = 0.91, ["undefined"] = double.NaN },
                ignoreOrder: true
            );

    [Theory]
    [InlineData("{}", "has no verdict")]
    [InlineData("null", "is null")]
    [InlineData("""{"verdict":"Passed"}""", "says 'Passed'; a verdict is passed, failed or inconclusive")]
    [InlineData("""{"verdict":"error"}""", "says 'error'; a verdict is passed, failed or inconclusive")]
    [InlineData("""{"verdict":true}""", "cannot be read: ")]
    [InlineData("""{"verdict":"failed","verdict":"passed"}""", "cannot be read: ")]
    [InlineData("""{"verdict":"passed","metrics":{"a":"high"}}""", "cannot be read: ")]
    [InlineData(
        """{"verdict":"passed","metrics":{"":1}}""",
        "names a metric with other than 1 to 200 printable characters"
    )]
    [InlineData("""{"verdict":"passed"} and more""", "cannot be read: ")]
    [InlineData("passed", "cannot be read: ")]
    [InlineData("", "cannot be read: ")]
    public void What_cannot_be_understood_is_refused(string json, string reason) =>
        Read(json).Error!.Message.ShouldStartWith(reason);

    [Fact]
    public void Too_many_metrics_are_refused()
    {
        var metrics = string.Join(',', Enumerable.Range(0, 1_001).Select(i => $"\"m{i}\":{i}"));

        Read($$$"""{"verdict":"passed","metrics":{{{{metrics}}}}}""")
            .Error!.Message.ShouldBe("has 1001 metrics; at most 1000 are kept");
    }

    [Fact]
    public void A_summary_is_cut() =>
        Read($$"""{"verdict":"passed","summary":"{{new string('x', 5_000)}}"}""").Value.Reason!.Length.ShouldBe(1_001);

    private static Core.Errors.Result<Judgement> Read(string json) => JsonVerdict.Read(Encoding.UTF8.GetBytes(json));
}
