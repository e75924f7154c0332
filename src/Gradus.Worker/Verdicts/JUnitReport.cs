using System.Globalization;
using System.Text;
using System.Xml;
using System.Xml.Linq;
using Gradus.Core.Errors;
using Gradus.Core.Gates;
using Gradus.Isolation;

namespace Gradus.Worker.Verdicts;

/// <summary>
/// Reads a JUnit report: <c>testsuites</c> or <c>testsuite</c>, suites nested at will. Metrics: <c>tests</c>, <c>failures</c>,
/// <c>errors</c>, <c>skipped</c>, <c>duration</c> (seconds). A report in which nothing was tested is Inconclusive. No DTD is
/// read and nothing is fetched.
/// </summary>
internal static class JUnitReport
{
    private const int MaxDepth = 100;
    private const int MaxNames = 5;
    private const int MaxNameLength = 120;

    /// <summary>The judgement; the refusal completes a sentence such as "the report …".</summary>
    public static Result<Judgement> Read(byte[] xml)
    {
        try
        {
            if (IsTooDeep(xml))
            {
                return Error.Invalid($"is nested deeper than {MaxDepth} times");
            }

            using var reader = Open(xml);
            var root = XDocument.Load(reader).Root!;
            return root.Name.LocalName is "testsuites" or "testsuite"
                ? Judge(root)
                : Error.Invalid(
                    $"is not JUnit's: it begins with <{Harmless.Line(root.Name.LocalName, MaxNameLength)}>, not <testsuites>"
                );
        }
        catch (XmlException e)
        {
            return Error.Invalid($"is not XML that can be read: {Harmless.Line(e.Message, 2 * MaxNameLength)}");
        }
    }

    // Building a tree takes time by the square of its depth.
    private static bool IsTooDeep(byte[] xml)
    {
        using var reader = Open(xml);
        while (reader.Read())
        {
            if (reader.Depth > MaxDepth)
            {
                return true;
            }
        }

        return false;
    }

    private static XmlReader Open(byte[] xml) =>
        XmlReader.Create(
            new MemoryStream(xml, writable: false),
            new XmlReaderSettings { DtdProcessing = DtdProcessing.Prohibit, XmlResolver = null }
        );

    private static Judgement Judge(XElement root)
    {
        var cases = root.Descendants().Where(element => element.Name.LocalName == "testcase").ToList();
        var broken = cases.Where(test => Has(test, "failure") || Has(test, "error")).ToList();
        // A suite may fail outside its cases, e.g. in its set-up, and say so in its totals only.
        var failures = Math.Max(cases.Count(test => Has(test, "failure")), Declared(root, "failures"));
        var errors = Math.Max(
            cases.Count(test => Has(test, "error") && !Has(test, "failure")),
            Declared(root, "errors")
        );
        var tests = Math.Max(cases.Count, Declared(root, "tests"));
        var skipped = Math.Max(cases.Count(test => Has(test, "skipped")), Declared(root, "skipped"));
        var metrics = new Dictionary<string, double>
        {
            ["tests"] = tests,
            ["failures"] = failures,
            ["errors"] = errors,
            ["skipped"] = skipped,
            ["duration"] = Duration(root, cases),
        };
        return (failures + errors, tests - skipped) switch
        {
            (> 0 and var failed, _) => new Judgement(Verdict.Failed, SayFailed(failed, tests, broken), metrics),
            (_, <= 0) => new Judgement(
                Verdict.Inconclusive,
                tests > 0 ? $"all {Count(tests)} were skipped" : "no test ran",
                metrics
            ),
            _ => new Judgement(
                Verdict.Passed,
                $"{Count(tests - skipped)} passed" + (skipped > 0 ? $", {skipped} skipped" : ""),
                metrics
            ),
        };
    }

    private static string SayFailed(long failed, long tests, List<XElement> broken)
    {
        var said = new StringBuilder(
            string.Create(CultureInfo.InvariantCulture, $"{failed} of {Count(Math.Max(tests, failed))} failed")
        );
        var names = broken.Select(NameOf).Take(MaxNames).ToList();
        return said.Append(names.Count > 0 ? ": " : "")
            .AppendJoin(", ", names)
            .Append(broken.Count > MaxNames ? $" and {broken.Count - MaxNames} more" : "")
            .ToString();
    }

    private static string NameOf(XElement test) =>
        Harmless.Line(test.Attribute("name")?.Value ?? "", MaxNameLength) is { Length: > 0 } name ? name : "(no name)";

    private static bool Has(XElement test, string child) =>
        test.Elements().Any(element => element.Name.LocalName == child);

    // What the report says in sum: at its root, or in the suites under it.
    private static long Declared(XElement root, string attribute) =>
        Math.Max((long)Number(root, attribute), Suites(root).Sum(suite => (long)Number(suite, attribute)));

    private static double Duration(XElement root, List<XElement> cases) =>
        Number(root, "time") is > 0 and var whole ? whole
        : Suites(root).Sum(suite => Number(suite, "time")) is > 0 and var sum ? sum
        : cases.Sum(test => Number(test, "time"));

    private static IEnumerable<XElement> Suites(XElement root) =>
        root.Elements().Where(element => element.Name.LocalName == "testsuite");

    private static double Number(XElement element, string attribute) =>
        double.TryParse(
            element.Attribute(attribute)?.Value,
            NumberStyles.Float | NumberStyles.AllowThousands,
            CultureInfo.InvariantCulture,
            out var number
        ) && number is > 0 and < 1e12
            ? number
            : 0;

    private static string Count(long tests) =>
        string.Create(CultureInfo.InvariantCulture, $"{tests} {(tests == 1 ? "test" : "tests")}");
}
