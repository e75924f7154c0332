using Gradus.Cli.CommandLine;
using Gradus.Protocol.Models;
using Gradus.Protocol.Promotions;

namespace Gradus.Cli.Serving;

/// <summary><c>gradus status MODEL</c>: where it is now, what is on its way, who answers.</summary>
internal static class Status
{
    public static Verb Create()
    {
        var model = Words.Model();
        var stage = Words.TextOption("--stage", "STAGE", "Only this stage, exactly as registered.");
        var verb = new Verb("status", "Show where a model is now, what is on its way, and which gateways answer how.")
        {
            Group = Root.Registry,
            Arguments = { model },
            Options = { stage },
            Notes =
            [
                "Stages that nothing is in are left out. Gateways count since the step of a rollout began, or over the last 5 to "
                    + "10 minutes. One that was not heard for 30 seconds is silent.",
            ],
            Examples = ["status churn", "status churn --stage Production", "status churn --json"],
        };
        verb.Does(
            async (run, cancel) =>
            {
                var registered = await run.Server.Models.GetAsync(run.Get(model), cancel);
                var stages = await StagesAsync(run, run.Get(stage), cancel);
                var status = await ReadAsync(run, registered, stages, cancel);
                return run.Answer(
                    status,
                    StatusJson.Default.ModelStatus,
                    (terminal, found) =>
                    {
                        if (found.Stages.Count == 0)
                        {
                            NothingYet.Tell(terminal, registered, run.Get(stage), stages, run.Session.Name);
                        }

                        new StatusReport(terminal, found, run.Session.Name).Print();
                    }
                );
            }
        );
        return verb;
    }

    // The one that was named, whatever kind it is: the server knows whether it is there.
    private static async Task<IReadOnlyList<string>> StagesAsync(Run run, string? named, CancellationToken cancel) =>
        named is not null
            ? [named]
            :
            [
                .. (await run.Server.Stages.ListAsync(cancel))
                    .Stages.Where(stage => stage.Kind == "active")
                    .OrderBy(stage => stage.Position)
                    .Select(stage => stage.Name),
            ];

    private static async Task<ModelStatus> ReadAsync(
        Run run,
        ModelDto model,
        IReadOnlyList<string> stages,
        CancellationToken cancel
    )
    {
        var open = await Pages.AllAsync(async token =>
        {
            var page = await run.Server.Promotions.ListAsync(
                model.Name,
                onlyOpen: true,
                pageToken: token,
                cancel: cancel
            );
            return (page.Promotions, page.NextPageToken);
        });
        var seen = new List<(StageStatus Stage, long At)>();
        foreach (var stage in stages)
        {
            seen.Add(await ReadAsync(run, model.Name, stage, open, cancel));
        }

        return new ModelStatus(
            model.Name,
            seen.Select(one => one.At).DefaultIfEmpty(model.UpdatedAt).Max(),
            [.. seen.Select(one => one.Stage).Where(stage => !stage.IsEmpty())]
        );
    }

    private static async Task<(StageStatus Stage, long At)> ReadAsync(
        Run run,
        string model,
        string stage,
        IEnumerable<PromotionDto> open,
        CancellationToken cancel
    )
    {
        var traffic = await run.Server.Serving.GetTrafficAsync(model, stage, cancel);
        var gateways = await run.Server.Serving.ListGatewaysAsync(model, stage, cancel);
        var holders = await run.Server.History.GetHoldersAsync(model, stage, cancel: cancel);
        var status = new StageStatus(
            stage,
            holders.Holders,
            [.. open.Where(promotion => promotion.Stage == stage)],
            traffic.Rollout,
            [.. gateways.Gateways.Select(gateway => GatewayStatus.From(gateway, holders.At))]
        );
        return (status, holders.At);
    }
}
