using Gradus.Cli.CommandLine;
using Gradus.Protocol;
using Gradus.Protocol.Holds;

namespace Gradus.Cli.Holds;

/// <summary><c>gradus holds put [MODEL] --reason TEXT</c> and <c>gradus stop [MODEL] --reason TEXT</c></summary>
internal static class Put
{
    public static Verb Create() =>
        Create(
            new Verb("put", "Put a hold on automatic promotion. People may promote all the same.")
            {
                Notes = ["To stop people as well: stop."],
                Examples =
                [
                    "holds put churn --stage Production --reason \"release week\"",
                    "holds put --reason \"holidays\"",
                ],
            },
            "automation",
            (_, hold, _) =>
                Task.FromResult($"Automatic promotion of {HoldScope.Say(hold)} is on hold (hold {hold.Id}).")
        );

    public static Verb Stop() =>
        Create(
            new Verb("stop", "Stop the line: nobody promotes anything until it is resumed.")
            {
                Group = Root.People,
                Notes =
                [
                    "Of a model, of a stage, or of everything. Promotions that are under way wait. What passes: "
                        + "a rollback, break-glass, and the way to the archive.",
                ],
                Examples =
                [
                    "stop churn --stage Production --reason \"incident 17\"",
                    "stop --reason \"the data set is wrong\"",
                ],
            },
            "line",
            SayStoppedAsync
        );

    private static async Task<string> SayStoppedAsync(Run run, HoldDto hold, CancellationToken cancel)
    {
        var stops = (await run.Server.Holds.ListAsync(cancel: cancel))
            .Holds.Where(other => other.Kind == "line")
            .ToList();
        var earlier = stops.Count(other =>
            other.Id != hold.Id && (other.Model, other.Stage) == (hold.Model, hold.Stage)
        );
        var lifting = HoldScope.Lifting(hold, stops, run.Session.Name);
        var stopped = $"The line is stopped for {HoldScope.Say(hold)} (hold {hold.Id}).";
        return earlier == 0
            ? $"{stopped} To go on: {lifting}"
            : $"{stopped} It was stopped already ({earlier} before this); each is lifted by itself: {lifting}";
    }

    private static Verb Create(Verb verb, string kind, Func<Run, HoldDto, CancellationToken, Task<string>> say)
    {
        var scope = new HoldScope();
        var reason = Words.Required(Words.TextOption("--reason", "TEXT", "Why, for those who run into it."));
        verb.Options.Add(reason);
        scope.AddTo(verb);
        verb.Does(
            async (run, cancel) =>
            {
                var (model, stage) = scope.Read(run);
                var hold = await run.Server.Holds.PutAsync(
                    new PutHoldDto(kind, run.Get(reason)!, model, stage),
                    cancel
                );
                var said = run.Json ? "" : await say(run, hold, cancel);
                return run.Answer(hold, ProtocolJson.Default.HoldDto, (_, _) => run.Done(said));
            }
        );
        return verb;
    }
}
