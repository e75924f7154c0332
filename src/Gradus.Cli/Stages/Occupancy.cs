using System.CommandLine;
using Gradus.Cli.CommandLine;
using Gradus.Protocol;
using Gradus.Protocol.Stages;

namespace Gradus.Cli.Stages;

/// <summary><c>gradus stages occupancy --name STAGE --to one|many</c></summary>
internal static class Occupancy
{
    private const string One = "one";
    private const string Many = "many";

    public static Verb Create()
    {
        var stage = Words.StageName();
        var occupancy = Words.Required(Option("--to", "How many versions of one model it may hold."));
        var verb = new Verb("occupancy", "Set how many versions of one model a stage may hold.")
        {
            Options = { stage, occupancy },
            Notes = ["Into a stage that holds one, a newcomer archives the holder in the same transaction."],
            Examples = ["stages occupancy --name Production --to one"],
        };
        verb.Does(
            async (run, cancel) =>
            {
                var change = new UpdateStageDto(Occupancy: run.Get(occupancy));
                var changed = await run.Server.Stages.UpdateAsync(run.Get(stage)!, change, cancel);
                return run.Answer(
                    changed,
                    ProtocolJson.Default.StageDto,
                    (_, dto) => run.Done($"Stage '{dto.Name}' holds {dto.Occupancy} of a model's versions.")
                );
            }
        );
        return verb;
    }

    /// <summary>An option that takes one of the two words.</summary>
    public static Option<string?> Option(string name, string description)
    {
        var option = Words.TextOption(name, "one|many", description);
        option.CompletionSources.Add(One, Many);
        option.Validators.Add(result => Check(result.Tokens[0].Value, result));
        return option;
    }

    private static void Check(string text, System.CommandLine.Parsing.SymbolResult result)
    {
        if (text is not (One or Many))
        {
            result.AddError($"Occupancy is '{One}' or '{Many}', not '{text}'.");
        }
    }
}
