using System.Text;

namespace Gradus.Cli.Reports;

/// <summary>A report as Markdown, fit for the summary of a CI job or a comment.</summary>
internal static class Markdown
{
    /// <summary>The text.</summary>
    public static string Of(GateReport report)
    {
        var text = new StringBuilder();
        var mark =
            report.IsGood ? "✅"
            : report.Cases is [.., { Result: "Waiting" }] ? "⏳"
            : "❌";
        text.Append($"### {mark} {Cell(report.Title)}: {Cell(report.Verdict)}\n\n");
        text.Append($"{Cell(report.Sentence)}\n\n");
        WriteTable(text, report);
        foreach (var way in report.Cases.Select(gate => gate.Unblock).Where(way => way.Length > 0).Distinct())
        {
            text.Append($"- {Cell(way)}\n");
        }

        if (report.Facts.Count > 0)
        {
            var facts = string.Join(" · ", report.Facts.Select(fact => $"{fact.Name} {Cell(fact.Value)}"));
            text.Append($"\n<sub>{facts}</sub>\n");
        }

        return text.Append('\n').ToString();
    }

    private static void WriteTable(StringBuilder text, GateReport report)
    {
        var gates = report.Cases.Where(gate => gate.Kind != "outcome").ToList();
        if (gates.Count == 0)
        {
            return;
        }

        text.Append("| | Condition | Result | |\n|---|---|---|---|\n");
        foreach (var gate in gates)
        {
            var only = gate.ReportOnly ? " (reported only)" : "";
            text.Append($"| {MarkOf(gate)} | {Cell(gate.Name)} | {gate.Result}{only} | {Cell(gate.Message)} |\n");
        }

        text.Append('\n');
    }

    private static string MarkOf(ReportCase gate) =>
        gate.Result switch
        {
            "Passed" or "Waived" => "✅",
            "Skipped" => "➖",
            "Waiting" => "⏳",
            _ when gate.ReportOnly => "ℹ️",
            "Inconclusive" => "❔",
            _ => "❌",
        };

    // What others wrote is text here, never markup.
    private static string Cell(string text)
    {
        var cell = new StringBuilder(text.Length);
        foreach (var c in text)
        {
            cell.Append(
                c switch
                {
                    '|' or '`' or '*' or '_' or '[' or ']' or '\\' or '#' or '~' or '@' => $"\\{c}",
                    '<' => "&lt;",
                    '>' => "&gt;",
                    '&' => "&amp;",
                    _ when char.IsControl(c) => " ",
                    _ => c.ToString(),
                }
            );
        }

        return cell.ToString();
    }
}
