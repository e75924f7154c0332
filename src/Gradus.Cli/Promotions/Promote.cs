using Gradus.Cli.CommandLine;
using Gradus.Protocol;
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
            Group = Root.Gates,
            Arguments = { options.Model },
            Notes =
            [
                "Waits for the outcome, showing each gate as it finishes. Exit code 0: the version is in the stage. "
                    + "1: it was refused or something failed; the answer says which value missed which bound by how much. "
                    + "3: still pending.",
            ],
            Examples =
            [
                "promote churn --best accuracy --to Production --data churn-test --require \"accuracy>=0.95\"",
                "promote churn --version 3 --to Staging --data test.csv --require \"accuracy>=0.9\" --require \"latency_p95_ms<=50\"",
                "promote churn --version 3 --to Production --data churn-test --archive-existing --reason \"release 7\"",
            ],
        };
        options.AddTo(verb);
        verb.Does((run, cancel) => PromoteAsync(run, options, cancel));
        return verb;
    }

    private static async Task<int> PromoteAsync(Run run, PromoteOptions options, CancellationToken cancel)
    {
        var request = options.Read(run);
        var dataset = await DatasetOption.ResolveAsync(run, options, cancel);
        var promotion = await run.Server.Promotions.RequestAsync(
            run.Get(options.Model),
            request with
            {
                Dataset = dataset,
            },
            cancel
        );
        if (!run.Get(options.NoWait))
        {
            promotion = await Waiting.UntilEndedAsync(
                run.Server.Promotions,
                promotion,
                run.Json ? null : run.Terminal,
                run.Json ? null : new PromotionReport(run.Terminal),
                run.Get(options.Timeout),
                cancel
            );
        }
        else if (!run.Json)
        {
            new PromotionReport(run.Terminal).Tell(promotion);
        }

        return Answer(run, promotion);
    }

    private static int Answer(Run run, PromotionDto promotion)
    {
        run.Answer(
            promotion,
            ProtocolJson.Default.PromotionDto,
            (terminal, dto) => PromotionReport.Conclude(terminal, dto, run.Session.Name)
        );
        return promotion switch
        {
            { Open: true } => ExitCode.Pending,
            { Phase: "Succeeded" } => ExitCode.Done,
            _ => ExitCode.Refused,
        };
    }
}
