using Gradus.Cli.CommandLine;
using Gradus.Protocol;
using Gradus.Protocol.Stages;

namespace Gradus.Cli.Stages;

/// <summary><c>gradus stages reorder --name STAGE --position N</c></summary>
internal static class Reorder
{
    public static Verb Create()
    {
        var stage = Words.StageName();
        var position = Words.Required(
            Words.NumberOption("--position", "N", "Its new place in the order; 0 is first.", 0)
        );
        var verb = new Verb("reorder", "Move a stage to another place in the order.")
        {
            Options = { stage, position },
            Examples = ["stages reorder --name Canary --position 3"],
        };
        verb.Does(
            async (run, cancel) =>
            {
                var change = new UpdateStageDto(Position: run.Get(position));
                var moved = await run.Server.Stages.UpdateAsync(run.Get(stage)!, change, cancel);
                return run.Answer(
                    moved,
                    ProtocolJson.Default.StageDto,
                    (_, dto) => run.Done($"Stage '{dto.Name}' is at position {dto.Position}.")
                );
            }
        );
        return verb;
    }
}
