using Gradus.Cli.CommandLine;
using Gradus.Cli.Screen;
using Gradus.Protocol;
using Gradus.Protocol.Holds;

namespace Gradus.Cli.Holds;

/// <summary><c>gradus resume [MODEL]</c>: lifts the stop that was put with the same words.</summary>
internal static class Resume
{
    public static Verb Create()
    {
        var scope = new HoldScope();
        var verb = new Verb("resume", "Lift a stop of the line: the one that was put with the same words.")
        {
            Group = Root.People,
            Notes = ["A hold on automatic promotion stays; lift it with: holds lift."],
            Examples = ["resume churn --stage Production", "resume"],
        };
        scope.AddTo(verb);
        verb.Does(
            async (run, cancel) =>
            {
                var (model, stage) = scope.Read(run);
                var stops = (await run.Server.Holds.ListAsync(cancel: cancel))
                    .Holds.Where(hold => hold.Kind == "line")
                    .ToList();
                var hold = Choose(run, stops, model, stage);
                var lifted = await run.Server.Holds.LiftAsync(hold.Id, cancel);
                return run.Answer(
                    lifted,
                    ProtocolJson.Default.HoldDto,
                    (_, dto) => run.Done($"The line goes on for {HoldScope.Say(dto)}.")
                );
            }
        );
        return verb;
    }

    private static HoldDto Choose(Run run, List<HoldDto> stops, string? model, string? stage)
    {
        var program = run.Session.Name;
        return stops.Where(stop => stop.Model == model && stop.Stage == stage).ToList() switch
        {
            [var one] => one,
            [] when stops.Count == 0 => throw new RefusedException("The line is not stopped.", "record_not_found"),
            [] => throw new RefusedException(
                $"The line is not stopped for {HoldScope.Say(model, stage)}. {SayEach(stops, stops, program)}",
                "record_not_found"
            ),
            var several => throw new RefusedException(
                $"{several.Count} stops are on {HoldScope.Say(model, stage)}; each is lifted by itself. {SayEach(several, stops, program)}",
                "ambiguous"
            ),
        };
    }

    private static string SayEach(IEnumerable<HoldDto> some, List<HoldDto> all, string program) =>
        "To lift "
        + string.Join(
            "; ",
            some.Select(stop =>
                $"that on {HoldScope.Say(stop)} ({Shown.Brief(stop.Reason)}): {HoldScope.Lifting(stop, all, program)}"
            )
        );
}
