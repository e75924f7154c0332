using System.Globalization;
using System.Text;
using System.Xml;

namespace Gradus.Cli.Reports;

/// <summary>A report as JUnit XML, in the form that Jenkins, GitLab, Azure and others read: one suite, a case for each gate.</summary>
internal static class JUnit
{
    private static readonly XmlWriterSettings Layout = new()
    {
        Indent = true,
        NewLineChars = "\n",
        Encoding = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false),
    };

    /// <summary>The document.</summary>
    public static string Of(GateReport report)
    {
        using var buffer = new MemoryStream();
        using (var xml = XmlWriter.Create(buffer, Layout))
        {
            xml.WriteStartElement("testsuites");
            WriteCounts(xml, report, "gradus");
            xml.WriteStartElement("testsuite");
            WriteCounts(xml, report, report.Title);
            if (report.At is { } at)
            {
                var time = DateTimeOffset.FromUnixTimeMilliseconds(at);
                xml.WriteAttributeString(
                    "timestamp",
                    time.ToString("yyyy-MM-dd'T'HH:mm:ss", CultureInfo.InvariantCulture)
                );
            }

            WriteFacts(xml, report);
            foreach (var gate in report.Cases)
            {
                WriteCase(xml, report, gate);
            }

            xml.WriteEndElement();
            xml.WriteEndElement();
        }

        return Encoding.UTF8.GetString(buffer.ToArray()) + "\n";
    }

    private static void WriteCounts(XmlWriter xml, GateReport report, string name)
    {
        var elements = report.Cases.Select(gate => ElementOf(report, gate)).ToList();
        xml.WriteAttributeString("name", Clean(name));
        xml.WriteAttributeString("tests", Text(report.Cases.Count));
        xml.WriteAttributeString("failures", Text(elements.Count(element => element == "failure")));
        xml.WriteAttributeString("errors", Text(elements.Count(element => element == "error")));
        xml.WriteAttributeString("skipped", Text(elements.Count(element => element == "skipped")));
        xml.WriteAttributeString("time", Text(report.Work ?? report.Cases.Sum(gate => gate.Seconds)));
    }

    private static void WriteFacts(XmlWriter xml, GateReport report)
    {
        if (report.Facts.Count == 0)
        {
            return;
        }

        xml.WriteStartElement("properties");
        foreach (var (name, value) in report.Facts)
        {
            xml.WriteStartElement("property");
            xml.WriteAttributeString("name", name);
            xml.WriteAttributeString("value", Clean(value));
            xml.WriteEndElement();
        }

        xml.WriteEndElement();
    }

    private static void WriteCase(XmlWriter xml, GateReport report, ReportCase gate)
    {
        xml.WriteStartElement("testcase");
        xml.WriteAttributeString("classname", Clean($"gradus.{report.Model}.{report.Stage}.{gate.Kind}"));
        xml.WriteAttributeString("name", Clean(gate.Name));
        xml.WriteAttributeString("time", Text(gate.Seconds));
        var detail = gate.Unblock.Length > 0 ? $"{gate.Message}\n→ {gate.Unblock}" : gate.Message;
        if (ElementOf(report, gate) is { } element)
        {
            xml.WriteStartElement(element);
            xml.WriteAttributeString(
                "message",
                Clean(gate.ReportOnly ? $"Reported only: {gate.Message}" : gate.Message)
            );
            if (element != "skipped")
            {
                xml.WriteAttributeString("type", gate.Result);
                xml.WriteString(Clean(detail));
            }

            xml.WriteEndElement();
        }
        else
        {
            xml.WriteElementString("system-out", Clean(detail));
        }

        xml.WriteEndElement();
    }

    // What a gate says already is not counted again as the outcome: one gate that fails is one failure.
    private static string? ElementOf(GateReport report, ReportCase gate) =>
        gate.Kind == "outcome"
        && report.Cases.Any(other => other.Kind != "outcome" && ElementOf(other) is ("failure" or "error"))
            ? "skipped"
            : ElementOf(gate);

    // What only reports, and what is not known yet, neither passed nor failed.
    private static string? ElementOf(ReportCase gate) =>
        gate.Result switch
        {
            "Passed" or "Waived" => null,
            _ when gate.ReportOnly => "skipped",
            "Skipped" or "Waiting" => "skipped",
            "Error" => "error",
            _ => "failure",
        };

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);

    private static string Text(double seconds) => seconds.ToString("0.000", CultureInfo.InvariantCulture);

    // What others wrote may hold what XML cannot.
    private static string Clean(string text)
    {
        var clean = new StringBuilder(text.Length);
        foreach (var rune in text.EnumerateRunes())
        {
            var isAllowed = rune.Value is '\n' or '\t' or >= 0x20 and not (0xFFFE or 0xFFFF);
            clean.Append(isAllowed ? rune : (Rune)' ');
        }

        return clean.ToString();
    }
}
