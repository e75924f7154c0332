using Gradus.Cli.CommandLine;
using Gradus.Cli.Screen;
using Gradus.Protocol;
using Gradus.Protocol.Gates;

namespace Gradus.Cli.Versions;

/// <summary><c>gradus versions metrics MODEL VERSION</c></summary>
internal static class Metrics
{
    public static Verb Create()
    {
        var model = Words.Model();
        var version = Words.Version();
        var verb = new Verb("metrics", "Show the metrics that were logged for a version.")
        {
            Arguments = { model, version },
            Examples = ["versions metrics churn 3"],
        };
        verb.Does(
            async (run, cancel) =>
                run.Answer(
                    await run.Server.Gates.ListMetricsAsync(run.Get(model), run.Get(version), cancel),
                    ProtocolJson.Default.LoggedMetricListDto,
                    Print
                )
        );
        return verb;
    }

    private static void Print(Terminal terminal, LoggedMetricListDto list)
    {
        var table = new Table("Metric", "Value", "Logged", "By");
        foreach (var metric in list.Metrics)
        {
            table.Row(
                Tone.Strong.Of(metric.Name),
                Shown.Number(metric.Value),
                Tone.Faint.Of(Shown.Time(metric.LoggedAt)),
                metric.LoggedBy
            );
        }

        table.Print(terminal, "No metric was logged.");
    }
}
