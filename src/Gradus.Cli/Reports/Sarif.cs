using System.Security.Cryptography;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Gradus.Cli.Reports;

/// <summary>A report as a SARIF 2.1.0 log: a rule and a result for each gate. (OASIS, Static Analysis Results Interchange Format 2.1.0.)</summary>
internal static class Sarif
{
    private static readonly JsonWriterOptions Layout = new()
    {
        Indented = true,
        NewLine = "\n",
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    /// <summary>The document.</summary>
    /// <param name="report">What it says.</param>
    /// <param name="policyFile">The file that the rules stand in, as the repository names it; null for none.</param>
    public static string Of(GateReport report, string? policyFile = null)
    {
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer, Layout))
        {
            json.WriteStartObject();
            json.WriteString("$schema", "https://json.schemastore.org/sarif-2.1.0.json");
            json.WriteString("version", "2.1.0");
            json.WriteStartArray("runs");
            WriteRun(json, report, policyFile);
            json.WriteEndArray();
            json.WriteEndObject();
        }

        return Encoding.UTF8.GetString(buffer.ToArray()) + "\n";
    }

    private static void WriteRun(Utf8JsonWriter json, GateReport report, string? policyFile)
    {
        // Two gates of one name are one rule.
        var rules = report.Cases.Select(RuleOf).Distinct().ToList();
        json.WriteStartObject();
        WriteTool(json, report, rules);
        json.WriteStartObject("automationDetails");
        json.WriteString("id", $"gradus/{report.Model}/{report.Stage}/");
        json.WriteEndObject();
        json.WriteStartArray("invocations");
        json.WriteStartObject();
        json.WriteBoolean("executionSuccessful", report.Cases.All(gate => gate.Result != "Error"));
        json.WriteEndObject();
        json.WriteEndArray();
        json.WriteStartArray("results");
        foreach (var gate in report.Cases)
        {
            WriteResult(json, report, gate, rules.IndexOf(RuleOf(gate)), policyFile);
        }

        json.WriteEndArray();
        json.WriteStartObject("properties");
        foreach (var (name, value) in report.Facts)
        {
            json.WriteString(name, value);
        }

        json.WriteEndObject();
        json.WriteEndObject();
    }

    private static void WriteTool(Utf8JsonWriter json, GateReport report, List<string> rules)
    {
        json.WriteStartObject("tool");
        json.WriteStartObject("driver");
        json.WriteString("name", "Gradus");
        json.WriteString("version", Shell.Version.Number);
        json.WriteStartArray("rules");
        foreach (var rule in rules)
        {
            json.WriteStartObject();
            json.WriteString("id", rule);
            WriteText(json, "shortDescription", $"{rule}, before {report.Stage}");
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
        json.WriteEndObject();
    }

    private static void WriteResult(
        Utf8JsonWriter json,
        GateReport report,
        ReportCase gate,
        int rule,
        string? policyFile
    )
    {
        var (kind, level) = KindOf(gate);
        json.WriteStartObject();
        json.WriteString("ruleId", RuleOf(gate));
        json.WriteNumber("ruleIndex", rule);
        json.WriteString("kind", kind);
        json.WriteString("level", level);
        var unblock = gate.Unblock.Length > 0 ? $" {gate.Unblock}" : "";
        WriteText(json, "message", $"{report.Title}: {gate.Message}{unblock}");
        WriteLocation(json, report, policyFile);
        json.WriteStartObject("partialFingerprints");
        json.WriteString("gradus/v1", Fingerprint(report, gate));
        json.WriteEndObject();
        json.WriteEndObject();
    }

    // The version is no file. Where the rules stand in one, viewers that show only files have that to show.
    private static void WriteLocation(Utf8JsonWriter json, GateReport report, string? policyFile)
    {
        json.WriteStartArray("locations");
        json.WriteStartObject();
        if (policyFile is not null)
        {
            json.WriteStartObject("physicalLocation");
            json.WriteStartObject("artifactLocation");
            json.WriteString("uri", policyFile);
            json.WriteEndObject();
            json.WriteStartObject("region");
            json.WriteNumber("startLine", 1);
            json.WriteEndObject();
            json.WriteEndObject();
        }

        json.WriteStartArray("logicalLocations");
        json.WriteStartObject();
        json.WriteString("name", report.Title);
        json.WriteString("kind", "resource");
        json.WriteEndObject();
        json.WriteEndArray();
        json.WriteEndObject();
        json.WriteEndArray();
    }

    private static void WriteText(Utf8JsonWriter json, string name, string text)
    {
        json.WriteStartObject(name);
        json.WriteString("text", text);
        json.WriteEndObject();
    }

    // Only what fails has a level (3.27.10).
    private static (string Kind, string Level) KindOf(ReportCase gate) =>
        gate.Result switch
        {
            "Passed" or "Waived" => ("pass", "none"),
            "Skipped" => ("notApplicable", "none"),
            "Waiting" => ("open", "none"),
            _ when gate.ReportOnly => ("fail", "note"),
            "Inconclusive" => ("fail", "warning"),
            _ => ("fail", "error"),
        };

    private static string RuleOf(ReportCase gate) => gate.Kind == gate.Name ? gate.Kind : $"{gate.Kind}/{gate.Name}";

    // The same condition of the same model is the same finding from run to run, whatever its value.
    private static string Fingerprint(GateReport report, ReportCase gate) =>
        Convert.ToHexStringLower(
            SHA256.HashData(Encoding.UTF8.GetBytes($"{report.Model}\n{report.Stage}\n{RuleOf(gate)}"))
        );
}
