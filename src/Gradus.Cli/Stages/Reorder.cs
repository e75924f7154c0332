using System.CommandLine;
using System.Globalization;
using Gradus.Cli.CommandLine;
using Gradus.Protocol;
using Gradus.Protocol.Stages;

namespace Gradus.Cli.Stages;

/// <summary><c>gradus stages reorder STAGE POSITION</c></summary>
internal static class Reorder
{
    public static Verb Create()
    {
        var stage = Words.Text("stage", "STAGE", "The stage, exactly as registered.");
        var position = new Argument<int>("position")
        {
            HelpName = "POSITION",
            Description = "Its new place in the order; 0 is first.",
            CustomParser = result =>
            {
                var text = result.Tokens[0].Value;
                if (int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number))
                {
                    return number;
                }

                result.AddError($"'{text}' is not a position: use 0, 1, 2 and so on.");
                return 0;
            },
        };
        var verb = new Verb("reorder", "Move a stage to another place in the order.")
        {
            Arguments = { stage, position },
            Examples = ["stages reorder Canary 3"],
        };
        verb.Does(
            async (run, cancel) =>
            {
                var change = new UpdateStageDto(Position: run.Get(position));
                var moved = await run.Server.Stages.UpdateAsync(run.Get(stage), change, cancel);
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
