using Gradus.Cli.CommandLine;
using Gradus.Protocol;

namespace Gradus.Cli.Holds;

/// <summary><c>gradus holds lift ID</c></summary>
internal static class Lift
{
    public static Verb Create()
    {
        var id = Words.Text("id", "ID", "The hold's id; see: holds list.");
        var verb = new Verb("lift", "Lift a hold of either kind.")
        {
            Arguments = { id },
            Examples = ["holds lift 0198c2f4d7"],
        };
        verb.Does(
            async (run, cancel) =>
            {
                var hold = await run.Server.Holds.LiftAsync(run.Get(id), cancel);
                var left = (await run.Server.Holds.ListAsync(cancel: cancel)).Holds.Count(other =>
                    (other.Kind, other.Model, other.Stage) == (hold.Kind, hold.Model, hold.Stage)
                );
                var more = left == 0 ? "" : $" {left} more of the same {(left == 1 ? "is" : "are")} still on.";
                return run.Answer(
                    hold,
                    ProtocolJson.Default.HoldDto,
                    (_, dto) => run.Done($"The hold on {HoldScope.Say(dto)} is lifted.{more}")
                );
            }
        );
        return verb;
    }
}
