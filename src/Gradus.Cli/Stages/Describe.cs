using Gradus.Cli.CommandLine;
using Gradus.Protocol;
using Gradus.Protocol.Stages;

namespace Gradus.Cli.Stages;

/// <summary><c>gradus stages describe --name STAGE --description TEXT</c></summary>
internal static class Describe
{
    public static Verb Create()
    {
        var stage = Words.StageName();
        var text = Words.Required(Words.TextOption("--description", "TEXT", "What being there means; may be empty."));
        var verb = new Verb("describe", "Set a stage's description.")
        {
            Options = { stage, text },
            Examples = ["stages describe --name Staging --description \"Answers shadow traffic\""],
        };
        verb.Does(
            async (run, cancel) =>
            {
                var change = new UpdateStageDto(Description: run.Get(text));
                var described = await run.Server.Stages.UpdateAsync(run.Get(stage)!, change, cancel);
                return run.Answer(
                    described,
                    ProtocolJson.Default.StageDto,
                    (_, dto) => run.Done($"Stage '{dto.Name}' is described.")
                );
            }
        );
        return verb;
    }
}
