using System.CommandLine;
using Gradus.Cli.CommandLine;
using Gradus.Cli.Screen;
using Gradus.Protocol;
using Gradus.Protocol.Holds;

namespace Gradus.Cli.Holds;

/// <summary><c>gradus holds list</c></summary>
internal static class List
{
    public static Verb Create()
    {
        var all = new Option<bool>("--all") { Description = "Those that were lifted as well." };
        var verb = new Verb("list", "List the holds in force, newest first.")
        {
            Options = { all },
            Examples = ["holds list", "holds list --all"],
        };
        verb.Does(
            async (run, cancel) =>
                run.Answer(
                    await run.Server.Holds.ListAsync(run.Get(all), cancel),
                    ProtocolJson.Default.HoldListDto,
                    Print
                )
        );
        return verb;
    }

    private static void Print(Terminal terminal, HoldListDto list)
    {
        var table = new Table("Id", "Stops", "Model", "Stage", "Since", "By", "Why", "Lifted");
        foreach (var hold in list.Holds)
        {
            table.Row(
                hold.Id,
                (hold.Kind == "line" ? Tone.Bad : Tone.Doubtful).Of(hold.Kind == "line" ? "the line" : "automation"),
                hold.Model ?? "all",
                hold.Stage ?? "all",
                Tone.Faint.Of(Shown.Time(hold.CreatedAt)),
                hold.Actor,
                Shown.Brief(hold.Reason),
                hold.LiftedAt is { } at ? $"{Shown.Time(at)} by {hold.LiftedBy}" : ""
            );
        }

        table.Print(terminal, "Nothing is on hold.");
    }
}
