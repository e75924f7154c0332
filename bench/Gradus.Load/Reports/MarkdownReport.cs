using System.Text;

namespace Gradus.Load.Reports;

/// <summary>A report for people.</summary>
internal static class MarkdownReport
{
    public static string Write(Report report)
    {
        var text = new StringBuilder();
        var machine = report.Machine;
        text.Append("# Gradus under load\n\n");
        text.Append(
            $"{machine.Cores} cores ({machine.Processor}), {machine.Memory} memory, Linux {machine.Kernel}, {machine.Runtime}; "
                + $"disk: {machine.Disk}; load average before the run {machine.Load}. {report.Run}\n\n"
        );
        text.Append("## Aims\n\n");
        WriteTable(
            text,
            ["aim", "measured", "reached"],
            report.Aims.Select(aim => (IReadOnlyList<string>)[aim.What, aim.Measured, aim.Reached ? "yes" : "**no**"])
        );
        foreach (var table in report.Tables)
        {
            text.Append($"\n## {table.Title}\n\n{table.Method}\n\n");
            WriteTable(text, table.Columns, table.Rows);
        }

        return text.ToString();
    }

    private static void WriteTable(
        StringBuilder text,
        IReadOnlyList<string> columns,
        IEnumerable<IReadOnlyList<string>> rows
    )
    {
        WriteRow(text, columns);
        WriteRow(text, [.. columns.Select((_, i) => i == 0 ? "---" : "---:")]);
        foreach (var row in rows)
        {
            WriteRow(text, row);
        }
    }

    private static void WriteRow(StringBuilder text, IReadOnlyList<string> cells) =>
        text.Append("| ").AppendJoin(" | ", cells).Append(" |\n");
}
