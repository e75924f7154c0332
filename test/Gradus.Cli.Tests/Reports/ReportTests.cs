using System.Text.Json;
using System.Xml.Linq;
using Gradus.Cli.Promotions;
using Gradus.Cli.Reports;
using Gradus.Cli.Screen;
using Gradus.Protocol;
using Gradus.Protocol.Promotions;

namespace Gradus.Cli.Tests.Reports;

/// <summary>What CI systems read: every verdict, and text that others wrote.</summary>
public sealed class ReportTests
{
    private const string Hostile = "a|b <img> `x` & ]]> \u0001 \ud800 @all";

    private static readonly GateReport Report = new(
        "churn",
        3,
        "Production",
        "Refused",
        "Version 3 was not promoted.",
        [("promotion", "p1")],
        [
            new ReportCase("gate", "accuracy ≥ 0.95", "Failed", "accuracy = 0.91", "Do better.", Seconds: 1.5),
            new ReportCase("gate", "signature", "Passed", "fits"),
            new ReportCase("gate", "latency", "Waived", "by ann"),
            new ReportCase("gate", "drift", "Inconclusive", Hostile),
            new ReportCase("gate", "command", "Error", "broke"),
            new ReportCase("gate", "size", "Skipped", "decided before"),
            new ReportCase("gate", "fairness", "Failed", "only told", ReportOnly: true),
            new ReportCase("gate", "tests", "Waiting", "waiting"),
            new ReportCase("outcome", "outcome", "Failed", "Version 3 was not promoted."),
        ],
        0
    );

    [Fact]
    public void JUnit_counts_what_failed_what_broke_and_what_was_left_out()
    {
        var root = XDocument.Parse(JUnit.Of(Report)).Root!;

        root.Name.LocalName.ShouldBe("testsuites");
        var suite = root.Elements().ShouldHaveSingleItem();
        foreach (var counts in (XElement[])[root, suite])
        {
            Attributes(counts).ShouldBe("9 2 1 4 1.500");
        }

        suite.Attribute("name")!.Value.ShouldBe("churn/3 → Production");
        suite.Attribute("timestamp")!.Value.ShouldBe("1970-01-01T00:00:00");
        Elements("failure").ShouldBe(["accuracy ≥ 0.95", "drift"]);
        Elements("error").ShouldBe(["command"]);
        Elements("skipped").ShouldBe(["size", "fairness", "tests", "outcome"]);
        suite.Descendants("failure").First().Value.ShouldBe("accuracy = 0.91\n→ Do better.");

        List<string> Elements(string name) =>
            [.. suite.Descendants(name).Select(element => element.Parent!.Attribute("name")!.Value)];
        static string Attributes(XElement element) =>
            string.Join(
                ' ',
                ((string[])["tests", "failures", "errors", "skipped", "time"]).Select(name =>
                    element.Attribute(name)!.Value
                )
            );
    }

    [Fact]
    public void In_JUnit_the_outcome_fails_only_where_no_gate_says_why()
    {
        var rejected = Report with
        {
            Cases = [new ReportCase("gate", "signature", "Passed", "fits"), Report.Cases[^1]],
        };

        var failures = XDocument.Parse(JUnit.Of(rejected)).Descendants("failure");

        failures.ShouldHaveSingleItem().Parent!.Attribute("name")!.Value.ShouldBe("outcome");
    }

    [Fact]
    public void Sarif_has_a_rule_and_a_result_for_each_and_a_level_only_for_what_fails()
    {
        var log = JsonDocument.Parse(Sarif.Of(Report)).RootElement;

        log.GetProperty("version").GetString().ShouldBe("2.1.0");
        var run = log.GetProperty("runs").EnumerateArray().ShouldHaveSingleItem();
        var rules = run.GetProperty("tool").GetProperty("driver").GetProperty("rules").EnumerateArray().ToList();
        var results = run.GetProperty("results").EnumerateArray().ToList();
        results
            .Select(result => $"{result.GetProperty("kind")} {result.GetProperty("level")}")
            .ShouldBe([
                "fail error",
                "pass none",
                "pass none",
                "fail warning",
                "fail error",
                "notApplicable none",
                "fail note",
                "open none",
                "fail error",
            ]);
        foreach (var result in results)
        {
            var rule = rules[result.GetProperty("ruleIndex").GetInt32()];
            rule.GetProperty("id").GetString().ShouldBe(result.GetProperty("ruleId").GetString());
            result.GetProperty("message").GetProperty("text").GetString().ShouldStartWith("churn/3 → Production: ");
            result.GetProperty("locations").GetArrayLength().ShouldBe(1);
        }

        results
            .Select(result => result.GetProperty("partialFingerprints").GetProperty("gradus/v1").GetString())
            .Distinct()
            .Count()
            .ShouldBe(results.Count);
        run.GetProperty("invocations")[0].GetProperty("executionSuccessful").GetBoolean().ShouldBeFalse();
    }

    [Theory]
    [InlineData(null)]
    [InlineData("rules/gradus.yaml")]
    public void Sarif_points_at_a_policy_file_only_if_one_was_given(string? file)
    {
        var log = JsonDocument.Parse(Sarif.Of(Report, file)).RootElement;

        foreach (var result in log.GetProperty("runs")[0].GetProperty("results").EnumerateArray())
        {
            var location = result.GetProperty("locations")[0];
            var said = location.TryGetProperty("physicalLocation", out var physical)
                ? physical.GetProperty("artifactLocation").GetProperty("uri").GetString()
                : null;
            said.ShouldBe(file);
        }
    }

    [Fact]
    public void JUnit_counts_work_once_that_two_gates_rest_on()
    {
        var measured = new EvaluationDto(
            "e1",
            3,
            "sha256:a",
            "sha256:b",
            "measured",
            null,
            new Dictionary<string, double>(),
            1,
            "vm",
            "",
            "",
            1_000,
            3_500,
            null
        );
        GateDto Gate(string name, params string[] evidence) =>
            new(name, "threshold", false, "Passed", "fine", null, null, evidence);
        var promotion = Promotion([Gate("a", "e1"), Gate("b", "e1"), Gate("c")], [measured]);

        var suite = XDocument.Parse(JUnit.Of(GateReport.Of(promotion))).Root!.Element("testsuite")!;

        suite.Attribute("time")!.Value.ShouldBe("2.500");
        suite
            .Elements("testcase")
            .Select(one => one.Attribute("time")!.Value)
            .ShouldBe(["2.500", "2.500", "0.000", "0.000"]);
    }

    [Fact]
    public void Evidence_says_what_it_is_of_and_leaves_out_what_is_not_known()
    {
        using var output = new StringWriter { NewLine = "\n" };
        var evidence = new EvaluationDto(
            "e1",
            3,
            "sha256:a",
            null,
            "error",
            "exit code 9",
            new Dictionary<string, double>(),
            0,
            "vm",
            "",
            "",
            0,
            0,
            null
        );

        EvidenceLines.Print(new Terminal(output, TextWriter.Null, false, false), evidence, ["command unit"]);

        var text = output.ToString();
        text.ShouldMatch(@"Of +command unit\n");
        text.ShouldMatch(@"Outcome +error: exit code 9\n");
        text.ShouldMatch(@"Measured +\S+ \S+ by vm\n");
    }

    [Theory]
    [InlineData(1 / 3.0, "0.333333")]
    [InlineData(0.000012345678, "0.0000123457")]
    [InlineData(1_234_567, "1234570")]
    [InlineData(0.95, "0.95")]
    [InlineData(double.NaN, "NaN")]
    public void Numbers_are_told_in_six_digits(double value, string text) => Shown.Number(value).ShouldBe(text);

    private static PromotionDto Promotion(IReadOnlyList<GateDto> gates, IReadOnlyList<EvaluationDto> evidence) =>
        JsonSerializer.Deserialize(
            """{"id":"p1","model":"m","stage":"Production","phase":"Succeeded","revision":1,"open":false,"outcome":"done","require":[],"archive_existing_versions":false,"reason":"","actor":"ann","request_id":"r","created_at":1,"updated_at":1,"candidates":[],"gates":[],"unmet":[],"evidence":[],"origin":"person","policy_revision":1,"verifications":[]}""",
            ProtocolJson.Default.PromotionDto
        )! with
        {
            Gates = gates,
            Evidence = evidence,
        };

    [Fact]
    public void Markdown_is_a_table_in_which_what_others_wrote_stays_text()
    {
        var lines = Markdown.Of(Report).Split('\n');

        lines[0].ShouldBe("### ❌ churn/3 → Production: Refused");
        lines.ShouldContain("| ❌ | accuracy ≥ 0.95 | Failed | accuracy = 0.91 |");
        lines.ShouldContain("| ℹ️ | fairness | Failed (reported only) | only told |");
        lines.ShouldContain("- Do better.");
        var hostile = lines.Single(line => line.Contains("Inconclusive", StringComparison.Ordinal));
        hostile.ShouldStartWith("| ❔ | drift | Inconclusive | a\\|b &lt;img&gt; \\`x\\` &amp; \\]\\]&gt;   ");
        hostile.ShouldEndWith("\\@all |");
    }
}
