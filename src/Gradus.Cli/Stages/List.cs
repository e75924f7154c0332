using System.Globalization;
using Gradus.Cli.CommandLine;
using Gradus.Cli.Screen;
using Gradus.Protocol;
using Gradus.Protocol.Stages;

namespace Gradus.Cli.Stages;

/// <summary><c>gradus stages list</c></summary>
internal static class List
{
    public static Verb Create()
    {
        var verb = new Verb("list", "List the stages in their order.") { Examples = ["stages list"] };
        verb.Does(
            async (run, cancel) =>
                run.Answer(await run.Server.Stages.ListAsync(cancel), ProtocolJson.Default.StageListDto, Print)
        );
        return verb;
    }

    private static void Print(Terminal terminal, StageListDto list)
    {
        var table = new Table("Position", "Stage", "Kind", "Holds", "Description");
        foreach (var stage in list.Stages)
        {
            table.Row(
                stage.Position.ToString(CultureInfo.InvariantCulture),
                Tone.Strong.Of(stage.Name),
                stage.Kind,
                stage.Occupancy,
                Shown.Brief(stage.Description)
            );
        }

        table.Print(terminal, "No stages.");
    }
}
