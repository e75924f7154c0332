using Gradus.Cli.CommandLine;
using Gradus.Protocol;
using Gradus.Protocol.Stages;

namespace Gradus.Cli.Stages;

/// <summary><c>gradus stages create --name STAGE</c></summary>
internal static class Create
{
    public static Verb Verb()
    {
        var name = Words.Required(Words.TextOption("--name", "STAGE", "What the stage is called."));
        var description = Words.TextOption("--description", "TEXT", "What being there means.");
        var occupancy = Occupancy.Option("--occupancy", "How many versions of one model it may hold (default many).");
        var position = Words.NumberOption(
            "--position",
            "N",
            "Its place in the order (default: before the archive stage).",
            0
        );
        var verb = new Verb("create", "Register a stage.")
        {
            Options = { name, description, occupancy, position },
            Examples =
            [
                "stages create --name Canary",
                "stages create --name Canary --position 3 --occupancy one --description \"5 % of the traffic\"",
            ],
        };
        verb.Does(
            async (run, cancel) =>
            {
                var request = new CreateStageDto(
                    run.Get(name)!,
                    run.Get(description),
                    run.Get(occupancy),
                    run.Get(position)
                );
                var created = await run.Server.Stages.CreateAsync(request, cancel);
                return run.Answer(
                    created,
                    ProtocolJson.Default.StageDto,
                    (_, dto) => run.Done($"Stage '{dto.Name}' is registered at position {dto.Position}.")
                );
            }
        );
        return verb;
    }
}
