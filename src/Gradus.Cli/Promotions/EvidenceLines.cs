using System.Globalization;
using Gradus.Cli.Screen;
using Gradus.Protocol.Promotions;

namespace Gradus.Cli.Promotions;

/// <summary>A piece of evidence: what was measured, on which bytes, by whom.</summary>
internal static class EvidenceLines
{
    public static void Print(Terminal terminal, EvaluationDto evidence)
    {
        terminal.Line();
        terminal.Line(Tone.Heading.Of($"Evidence {evidence.Id}"));
        new Fields()
            .Add("Version", evidence.Version?.ToString(CultureInfo.InvariantCulture) ?? "")
            .Add("Outcome", $"{evidence.Outcome} {evidence.Reason}".Trim())
            .Add("Artifact", evidence.ArtifactDigest)
            .Add("Data set", evidence.DatasetDigest ?? "–")
            .Add("Examples", evidence.Examples.ToString(CultureInfo.InvariantCulture))
            .Add(
                "Measured",
                $"{Shown.Time(evidence.FinishedAt)} by {evidence.Worker}, {evidence.Code}, {evidence.Runtime}"
            )
            .Print(terminal);
        var table = new Table("Metric", "Value");
        foreach (var (name, value) in evidence.Metrics.OrderBy(metric => metric.Key, StringComparer.Ordinal))
        {
            table.Row(name, Shown.Number(value));
        }

        table.Print(terminal, "Nothing was measured.");
    }
}
