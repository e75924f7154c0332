using System.CommandLine;
using Gradus.Cli.CommandLine;
using Gradus.Cli.Processes;
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
            "The registered data set whose measurements count (default: the policy's; without one, what was logged counts)."
        );
        Option<bool> measure = new("--measure")
        {
            Description = "Have versions that were not measured on the data set yet measured first, and wait for it.",
        };
        var timeout = Words.DurationOption(
            "--timeout",
            "With --measure: stop waiting after this time (90s, 10m, 2h); the measuring goes on."
        );
        var verb = new Verb("best", "Rank a model's versions by metrics, with the reasons. Nothing is promoted.")
        {
            Group = Root.Promoting,
            Arguments = { model },
            Notes =
            [
                "Ranks as promote --best would choose. Versions are never ranked by age alone. What counts was measured on the "
                    + "data set of --data, or the first that the policy evaluates on before the stage; without either, the metrics "
                    + "that were logged with the versions count.",
                "Without --measure nothing is written: a version that was not measured in the last seven days is left out, and "
                    + "that is said. promote --best measures such versions by itself before it chooses.",
                "Exit code 0: one is the best of those that are known. 1: none qualifies. 3: with --measure, some are still to be "
                    + "measured after Ctrl-C or --timeout.",
            ],
            Examples =
            [
                "best churn --best accuracy --data churn-test --measure",
                "best churn --best accuracy --best latency_p95_ms:min --where \"tags.team = 'core'\" --constraint \"log_loss<=0.3\" --to Staging",
            ],
        };
        foreach (var option in best.All)
        {
            verb.Options.Add(option);
        }

        verb.Options.Add(to);
        verb.Options.Add(data);
        verb.Options.Add(measure);
        verb.Options.Add(timeout);
        verb.Does(
            async (run, cancel) =>
            {
                var metrics =
                    best.Metrics(run) ?? throw new UsageException("Say by which metric: --best METRIC[:min|:max].");
                if (run.Has(timeout) && !run.Get(measure))
                {
                    throw new UsageException(
                        "--timeout says how long --measure waits: give --measure, or leave it out."
                    );
                }

                var request = new PromotionRequestDto(
                    run.Get(to) ?? "",
                    Best: metrics,
                    Filter: run.Get(best.Where),
                    Constraints: best.Bounds(run)
                );
                if (run.Get(data) is { } named)
                {
                    MeasuredMetrics.Check(request with { Dataset = named });
                    request = request with { Dataset = await DatasetOption.FindAsync(run, named, cancel) };
                }

                request = request with { Stage = run.Get(to) ?? await LastStageAsync(run, cancel) };
                var plan = run.Get(measure)
                    ? await Measuring.UntilDoneAsync(run, run.Get(model), request, run.Get(timeout), cancel)
                    : await run.Server.Promotions.PlanAsync(run.Get(model), request, cancel);
                var again = run.Get(measure)
                    ? null
                    : string.Join(
                        ' ',
                        [run.Session.Name, verb.Name, .. Typed.Of(run, verb).Select(Typed.Quoted), measure.Name]
                    );
                run.Answer(
                    plan,
                    ProtocolJson.Default.PlanDto,
                    (terminal, dto) => BestReport.Print(terminal, dto, metrics.Split(',', ':')[0], again)
                );
                return run.Get(measure) && Measuring.Waits(plan) ? ExitCode.Pending
                    : BestReport.Winner(plan) is not null ? ExitCode.Done
                    : ExitCode.Refused;
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
}
