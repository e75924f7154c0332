using System.Globalization;
using Gradus.Cli.Screen;
using Gradus.Protocol.Promotions;

namespace Gradus.Cli.Promotions;

/// <summary>A piece of evidence: what was measured, on which bytes, by whom.</summary>
internal static class EvidenceLines
{
    /// <param name="terminal">Where to.</param>
    /// <param name="evidence">The evidence.</param>
    /// <param name="gates">The gates that rest on it.</param>
    public static void Print(Terminal terminal, EvaluationDto evidence, IEnumerable<string> gates)
    {
        string[] by = [evidence.Worker, evidence.Code, evidence.Runtime];
        terminal.Line();
        terminal.Line(Tone.Heading.Of($"Evidence {evidence.Id}"));
        new Fields()
            .Add("Version", evidence.Version?.ToString(CultureInfo.InvariantCulture) ?? "")
            .Add("Of", string.Join(", ", gates))
            .Add(
                "Outcome",
                string.IsNullOrEmpty(evidence.Reason) ? evidence.Outcome : $"{evidence.Outcome}: {evidence.Reason}"
            )
            .Add("Artifact", evidence.ArtifactDigest)
            .Add("Data set", evidence.DatasetDigest ?? "–")
            .Add("Examples", evidence.Examples.ToString(CultureInfo.InvariantCulture))
            .Add(
                "Measured",
                $"{Shown.Time(evidence.FinishedAt)} by {string.Join(", ", by.Where(part => part.Length > 0))}"
            )
            .Print(terminal);
        var table = new Table("Metric", "Value");
        foreach (var (name, value) in evidence.Metrics.OrderBy(metric => metric.Key, StringComparer.Ordinal))
        {
            table.Row(name, Shown.Number(value));
        }

        table.Print(terminal, "Nothing was measured.");
        PrintSlices(terminal, evidence.Slices ?? []);
    }

    private static void PrintSlices(Terminal terminal, IReadOnlyList<SliceDto> slices)
    {
        if (slices.Count == 0)
        {
            return;
        }

        string[] metrics = [.. slices.SelectMany(slice => slice.Metrics.Keys).Distinct().Order(StringComparer.Ordinal)];
        var table = new Table(["Slice", "Examples", .. metrics]);
        foreach (var slice in slices)
        {
            table.Row([
                $"{slice.Column} = {slice.Value}",
                slice.Examples.ToString(CultureInfo.InvariantCulture),
                .. metrics.Select(metric =>
                    slice.Metrics.TryGetValue(metric, out var value) ? Shown.Number(value) : "–"
                ),
            ]);
        }

        terminal.Line();
        table.Print(terminal, "");
    }
}
