using System.Globalization;
using Gradus.Cli.CommandLine;
using Gradus.Cli.Screen;
using Gradus.Protocol;
using Gradus.Protocol.Promotions;

namespace Gradus.Cli.Promotions;

/// <summary><c>gradus best MODEL --best METRIC</c></summary>
internal static class Best
{
    public static Verb Create()
    {
        var model = Words.Model();
        var best = new BestOptions("The metric to be best by; of equals, the next decides.");
        var to = Words.TextOption(
            "--to",
            "STAGE",
            "The stage they would be promoted to (default: the last one before the archive, e.g. Production)."
        );
        var data = Words.TextOption(
            "--data",
            "NAME|FILE",
            "The registered data set to measure on (default: the policy's; without one, what was logged counts)."
        );
        var verb = new Verb("best", "Rank a model's versions by metrics, with the reasons. Nothing is written.")
        {
            Group = Root.Promoting,
            Arguments = { model },
            Notes =
            [
                "Ranks as promote --best would choose. Exit code 1 if no version qualifies. Versions are never ranked by "
                    + "age alone. They are measured on the data set of --data, or the first that the policy evaluates on before the "
                    + "stage; without either, the metrics that were logged with them count.",
            ],
            Examples =
            [
                "best churn --best accuracy --data churn-test",
                "best churn --best accuracy --best latency_p95_ms:min --where \"tags.team = 'core'\" --constraint \"log_loss<=0.3\" --to Staging",
            ],
        };
        foreach (var option in best.All)
        {
            verb.Options.Add(option);
        }

        verb.Options.Add(to);
        verb.Options.Add(data);
        verb.Does(
            async (run, cancel) =>
            {
                var metrics =
                    best.Metrics(run) ?? throw new UsageException("Say by which metric: --best METRIC[:min|:max].");
                var request = new PromotionRequestDto(
                    run.Get(to) ?? await LastStageAsync(run, cancel),
                    Best: metrics,
                    Dataset: await DatasetOption.FindAsync(run, run.Get(data), cancel),
                    Filter: run.Get(best.Where),
                    Constraints: best.Bounds(run)
                );
                var plan = await run.Server.Promotions.PlanAsync(run.Get(model), request, cancel);
                run.Answer(plan, ProtocolJson.Default.PlanDto, (terminal, dto) => Print(terminal, dto, metrics));
                return plan.Candidates.Any(candidate => candidate.Chosen) ? ExitCode.Done : ExitCode.Refused;
            }
        );
        return verb;
    }

    private static async Task<string> LastStageAsync(Run run, CancellationToken cancel)
    {
        var stages = (await run.Server.Stages.ListAsync(cancel)).Stages;
        return stages.Where(stage => stage.Kind == "active").MaxBy(stage => stage.Position)?.Name
            ?? throw new RefusedException("There is no stage to promote to: name one with --to STAGE.", "no_stage");
    }

    private static void Print(Terminal terminal, PlanDto plan, string metrics)
    {
        if (plan.Candidates.Count > 0)
        {
            var table = new Table("Rank", "Version", "Stage", metrics.Split(',', ':')[0], "Why");
            foreach (var candidate in plan.Candidates.OrderBy(candidate => candidate.Rank ?? int.MaxValue))
            {
                table.Row(
                    candidate.Rank?.ToString(CultureInfo.InvariantCulture) ?? "–",
                    (candidate.Chosen ? Tone.Good : Tone.Plain).Of($"{candidate.Version}"),
                    candidate.Stage,
                    candidate.Value is { } value ? Shown.Number(value) : "",
                    candidate.Note
                );
            }

            table.Print(terminal, "");
        }

        if (plan.Candidates.FirstOrDefault(candidate => candidate.Chosen) is { } chosen)
        {
            terminal.Line(Tone.Good.Of("✓ "), $"{plan.Model}/{chosen.Version} is the best for {plan.To}.");
            return;
        }

        terminal.Line(Tone.Bad.Of("✗ "), $"No version of '{plan.Model}' qualifies for {plan.To}.");
        foreach (var condition in PlanReport.Unmet(plan))
        {
            terminal.Line("  ", condition.Message);
        }
    }
}
