using Gradus.Cli.CommandLine;
using Gradus.Cli.Reports;
using Gradus.Cli.Screen;
using Gradus.Protocol;
using Gradus.Protocol.Client;
using Gradus.Protocol.Promotions;

namespace Gradus.Cli.Promotions;

/// <summary><c>gradus promote MODEL --to STAGE</c>: has a version tested and moves it if it passes.</summary>
internal static class Promote
{
    public static Verb Create()
    {
        var options = new PromoteOptions();
        var verb = new Verb("promote", "Have a version, or the best one, tested, and move it to a stage if it passes.")
        {
            Group = Root.Promoting,
            Arguments = { options.Target },
            Notes =
            [
                "Waits for the outcome, showing each gate as it finishes and what it waits for. Exit code 0: the version "
                    + "is in the stage. 1: it was refused or something failed; the answer says which value missed which "
                    + "bound by how much. 3: still pending after Ctrl-C or --timeout; it goes on by itself.",
                "With --dry-run, 0: it would be applied at once. 1: something hinders it.",
                "The reports are written whatever the outcome. One that cannot be written is a line on the error stream and "
                    + "changes no exit code; a folder that does not exist is refused first.",
            ],
            Examples =
            [
                "promote churn --best accuracy --to Production",
                "promote churn --best accuracy --best latency_p95_ms:min --where \"tags.team = 'core'\" --constraint \"log_loss<=0.3\" --to Production --data churn-test",
                "promote churn --version 3 --to Staging --data test.csv --require \"accuracy>=0.9\" --require \"latency_p95_ms<=50\"",
                "promote churn/3 --to Production --dry-run",
                "promote churn --version 3 --to Production --junit gates.xml --sarif gates.sarif --markdown summary.md",
                "promote churn --version 3 --to Production --archive-existing --reason \"release 7\"",
                "promote churn --version 2 --to Production --break-glass --reason \"incident 17\" --yes",
            ],
        };
        options.AddTo(verb);
        verb.Does(
            (run, cancel) =>
                run.Get(options.BreakGlass)
                    ? BreakGlass.MoveAsync(run, options, cancel)
                    : ReportedAsync(run, options, cancel)
        );
        return verb;
    }

    // Whatever comes of it, CI finds its reports.
    private static async Task<int> ReportedAsync(Run run, PromoteOptions options, CancellationToken cancel)
    {
        var request = options.Read(run);
        try
        {
            return run.Get(options.DryRun)
                ? await PlanAsync(run, options, request, cancel)
                : await PromoteAsync(run, options, request, cancel);
        }
        catch (Exception e) when (e is GradusException or GradusUnreachableException or RefusedException)
        {
            await options.Reports.WriteAsync(run, GateReport.Of(options.Model(run), request, e));
            throw;
        }
    }

    private static async Task<int> PlanAsync(
        Run run,
        PromoteOptions options,
        PromotionRequestDto request,
        CancellationToken cancel
    )
    {
        var dataset = await DatasetOption.FindAsync(run, run.Get(options.Data), cancel);
        var plan = await run.Server.Promotions.PlanAsync(
            options.Model(run),
            request with
            {
                Dataset = dataset,
            },
            cancel
        );
        await options.Reports.WriteAsync(run, GateReport.Of(plan));
        run.Answer(plan, ProtocolJson.Default.PlanDto, PlanReport.Print);
        return plan.Ready ? ExitCode.Done : ExitCode.Refused;
    }

    private static async Task<int> PromoteAsync(
        Run run,
        PromoteOptions options,
        PromotionRequestDto request,
        CancellationToken cancel
    )
    {
        var dataset = await DatasetOption.ResolveAsync(run, options, cancel);
        var promotion = await OpenAsync(run, options.Model(run), request with { Dataset = dataset }, cancel);
        promotion = run.Get(options.NoWait)
            ? Tell(run, promotion)
            : await Waiting.UntilEndedAsync(run, promotion, run.Get(options.Timeout), cancel);
        await options.Reports.WriteAsync(run, GateReport.Of(promotion));
        return Outcome.Answer(run, promotion);
    }

    // Two pipelines may ask for the same at once; both learn how it ends.
    private static async Task<PromotionDto> OpenAsync(
        Run run,
        string model,
        PromotionRequestDto request,
        CancellationToken cancel
    )
    {
        var (promotion, isNew) = await run.Server.Promotions.OpenAsync(model, request, cancel);
        if (!isNew)
        {
            run.Terminal.Remark(
                Tone.Doubtful.Of($"Promotion {promotion.Id} of the same is open already; this follows that one.")
            );
        }

        return promotion;
    }

    private static PromotionDto Tell(Run run, PromotionDto promotion)
    {
        if (!run.Json)
        {
            new PromotionReport(run.Terminal, run.Session.Name).Tell(promotion);
        }

        return promotion;
    }
}
