using System.Globalization;
using Gradus.Cli.CommandLine;
using Gradus.Cli.Screen;
using Gradus.Protocol;
using Gradus.Protocol.Promotions;

namespace Gradus.Cli.Promotions;

/// <summary><c>gradus promotions show ID</c></summary>
internal static class Show
{
    public static Verb Create()
    {
        var id = Words.Text("id", "ID", "The promotion's id.");
        var verb = new Verb("show", "Show a promotion: its request, its gates, what was measured on which bytes.")
        {
            Arguments = { id },
            Examples = ["promotions show 0198c2f4d7"],
        };
        verb.Does(
            async (run, cancel) =>
                run.Answer(
                    await run.Server.Promotions.GetAsync(run.Get(id), cancel),
                    ProtocolJson.Default.PromotionDto,
                    (terminal, promotion) => Print(terminal, promotion, run.Session.Name)
                )
        );
        return verb;
    }

    /// <summary>The tone that a promotion's phase deserves.</summary>
    public static Tone ToneOf(PromotionDto promotion) =>
        promotion switch
        {
            { Open: true } => Tone.Doubtful,
            { Phase: "Succeeded" } => Tone.Good,
            _ => Tone.Bad,
        };

    private static void Print(Terminal terminal, PromotionDto promotion, string program)
    {
        new PromotionReport(terminal).Tell(promotion);
        PromotionReport.Conclude(terminal, promotion, program);
        terminal.Line();
        new Fields()
            .Add("Version", promotion.Version?.ToString(CultureInfo.InvariantCulture) ?? "")
            .Add("Required", string.Join(", ", promotion.Require))
            .Add("Data set", $"{promotion.Dataset} {promotion.DatasetDigest}".Trim())
            .Add("Reason", promotion.Reason)
            .Add("Asked", $"{Shown.Time(promotion.CreatedAt)} by {promotion.Actor} (request {promotion.RequestId})")
            .Add("Changed", Shown.Time(promotion.UpdatedAt))
            .Print(terminal);
        foreach (var evidence in promotion.Evidence)
        {
            PrintEvidence(terminal, evidence);
        }
    }

    private static void PrintEvidence(Terminal terminal, EvaluationDto evidence)
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
