using System.Diagnostics;
using System.Text;
using Gradus.Core.Gates;

namespace Gradus.Worker.Verdicts;

public sealed class JUnitReportTests
{
    [Theory]
    [InlineData("<testsuite><testcase name='a'/></testsuite>", Verdict.Passed, "1 test passed")]
    [InlineData(
        "<testsuites><testsuite><testcase name='a'/><testsuite><testcase name='b'><skipped/></testcase><testcase name='c'/></testsuite></testsuite></testsuites>",
        Verdict.Passed,
        "2 tests passed, 1 skipped"
    )]
    [InlineData(
        "<testsuites><testsuite><testcase name='a'><failure/></testcase><testsuite><testcase name='b'><error/></testcase><testcase/></testsuite></testsuite></testsuites>",
        Verdict.Failed,
        "2 of 3 tests failed: a, b"
    )]
    [InlineData(
        "<testsuite><testcase><error/></testcase></testsuite>",
        Verdict.Failed,
        "1 of 1 test failed: (no name)"
    )]
    [InlineData("<testsuites/>", Verdict.Inconclusive, "no test ran")]
    [InlineData("<testsuite tests='0' failures='0'/>", Verdict.Inconclusive, "no test ran")]
    [InlineData(
        "<testsuite><testcase><skipped/></testcase></testsuite>",
        Verdict.Inconclusive,
        "all 1 test were skipped"
    )]
    // The set-up failed, and only the totals say so.
    [InlineData(
        "<testsuites><testsuite tests='3' errors='1'><testcase name='a'/></testsuite></testsuites>",
        Verdict.Failed,
        "1 of 3 tests failed"
    )]
    [InlineData(
        "<t:testsuites xmlns:t='urn:x'><t:testsuite><t:testcase name='a'><t:failure/></t:testcase></t:testsuite></t:testsuites>",
        Verdict.Failed,
        "1 of 1 test failed: a"
    )]
    public void Suites_are_counted_however_they_are_nested(string xml, Verdict verdict, string reason)
    {
        var judgement = Read(xml);

        (judgement.Verdict, judgement.Reason).ShouldBe((verdict, reason));
    }

    [Fact]
    public void Metrics_are_tests_failures_errors_skipped_and_duration() =>
        Read(
            "<testsuites><testsuite time='1.25'><testcase/><testcase><failure/><error/></testcase><testcase><error/></testcase></testsuite><testsuite time='2'><testcase><skipped/></testcase></testsuite></testsuites>"
        )
            .Metrics.ShouldBe(
                new Dictionary<string, double>
                {
                    ["tests"] = 4,
                    ["failures"] = 1,
                    ["errors"] = 1,
                    ["skipped"] = 1,
                    ["duration"] = 3.25,
                },
                ignoreOrder: true
            );

    [Theory]
    [InlineData("<testsuites time='9'><testsuite time='1'/></testsuites>", 9)]
    [InlineData(
        "<testsuites><testsuite><testcase time='0.5'/><testcase time='1,000.25'/></testsuite></testsuites>",
        1000.75
    )]
    [InlineData("<testsuite time='soon'><testcase time='NaN'/></testsuite>", 0)]
    public void Duration_is_what_the_outermost_says(string xml, double seconds) =>
        Read(xml).Metrics["duration"].ShouldBe(seconds);

    [Fact]
    public void Of_many_failures_the_first_are_named()
    {
        var cases = string.Concat(Enumerable.Range(1, 8).Select(i => $"<testcase name='t{i}'><failure/></testcase>"));

        Read($"<testsuite>{cases}</testsuite>").Reason.ShouldBe("8 of 8 tests failed: t1, t2, t3, t4, t5 and 3 more");
    }

    [Fact]
    public void Names_are_made_harmless() =>
        Read("<testsuite><testcase name='a&#10;b\u202Ec'><failure/></testcase></testsuite>")
            .Reason.ShouldBe("1 of 1 test failed: a bc");

    [Theory]
    [InlineData("<!DOCTYPE x [<!ENTITY e SYSTEM 'file:///etc/passwd'>]><testsuite><testcase name='&e;'/></testsuite>")]
    [InlineData("<!DOCTYPE x SYSTEM 'http://127.0.0.1:1/x.dtd'><testsuite><testcase/></testsuite>")]
    [InlineData("<!DOCTYPE x [<!ENTITY a 'aa'><!ENTITY b '&a;&a;'>]><testsuite><testcase name='&b;'/></testsuite>")]
    public void A_document_type_is_refused_whatever_it_says(string xml) =>
        JUnitReport
            .Read(Encoding.UTF8.GetBytes(xml))
            .Error!.Message.ShouldStartWith("is not XML that can be read: For security reasons DTD is prohibited");

    [Theory]
    [InlineData("<testsuite><testcase>", "is not XML that can be read: ")]
    [InlineData("OK (3 tests)", "is not XML that can be read: ")]
    [InlineData("<html/>", "is not JUnit's: it begins with <html>, not <testsuites>")]
    public void What_is_no_report_is_refused(string text, string reason) =>
        JUnitReport.Read(Encoding.UTF8.GetBytes(text)).Error!.Message.ShouldStartWith(reason);

    [Fact]
    public void Suites_may_be_nested_a_hundred_times() => Read(Nested(99)).Verdict.ShouldBe(Verdict.Passed);

    // Building a tree of it takes time by the square of its depth.
    [Theory]
    [InlineData(101)]
    [InlineData(300_000)]
    public void What_is_nested_deeper_is_refused_at_once(int depth)
    {
        var began = Stopwatch.GetTimestamp();

        JUnitReport
            .Read(Encoding.UTF8.GetBytes(Nested(depth)))
            .Error!.Message.ShouldBe("is nested deeper than 100 times");

        Stopwatch.GetElapsedTime(began).ShouldBeLessThan(TimeSpan.FromSeconds(5));
    }

    private static string Nested(int depth) =>
        string.Concat(Enumerable.Repeat("<testsuite>", depth))
        + "<testcase/>"
        + string.Concat(Enumerable.Repeat("</testsuite>", depth));

    private static Judgement Read(string xml) => JUnitReport.Read(Encoding.UTF8.GetBytes(xml)).Value;
}
