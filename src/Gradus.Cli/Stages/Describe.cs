using Gradus.Cli.CommandLine;
using Gradus.Protocol;
using Gradus.Protocol.Stages;

namespace Gradus.Cli.Stages;

/// <summary><c>gradus stages describe STAGE TEXT</c></summary>
internal static class Describe
{
    public static Verb Create()
    {
        var stage = Words.Text("stage", "STAGE", "The stage, exactly as registered.");
        var text = Words.Text("text", "TEXT", "The new description; may be empty.");
        var verb = new Verb("describe", "Set a stage's description.")
        {
            Arguments = { stage, text },
            Examples = ["stages describe Staging \"Answers shadow traffic\""],
        };
        verb.Does(
            async (run, cancel) =>
            {
                var change = new UpdateStageDto(Description: run.Get(text));
                var described = await run.Server.Stages.UpdateAsync(run.Get(stage), change, cancel);
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
