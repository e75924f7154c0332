using Gradus.Cli.CommandLine;
using Gradus.Cli.Models;
using Gradus.Cli.Screen;
using Gradus.Protocol;
using Gradus.Protocol.Rollbacks;

namespace Gradus.Cli.Rollbacks;

/// <summary><c>gradus rollback MODEL --stage STAGE</c></summary>
internal static class Rollback
{
    public static Verb Create()
    {
        var model = Words.Model();
        var stage = Words.Required(
            Words.TextOption("--stage", "STAGE", "The stage to roll back, exactly as registered.")
        );
        var to = Words.NumberOption(
            "--to",
            "VERSION",
            "The version to go back to (default: the last one that was good there).",
            1
        );
        var reason = Words.TextOption("--reason", "TEXT", "Why; it stands in the history.");
        var verb = new Verb("rollback", "Go back to the last version that held a stage and was good there.")
        {
            Group = Root.Promoting,
            Arguments = { model },
            Options = { stage, to, reason },
            Notes =
            [
                "Passes gates and freezes, never the check of the bytes. Puts a hold on automatic promotion to the stage, "
                    + "so that no automation undoes it. If no version will do, says of each why not.",
            ],
            Examples =
            [
                "rollback churn --stage Production --reason \"error rate doubled\"",
                "rollback churn --stage Production --to 4",
            ],
        };
        verb.Does(
            async (run, cancel) =>
            {
                var request = new RollbackRequestDto(run.Get(to), run.Get(reason));
                var moved = await run.Server.Gates.RollBackAsync(run.Get(model), run.Get(stage)!, request, cancel);
                return run.Answer(
                    moved,
                    ProtocolJson.Default.TransitionResultDto,
                    (terminal, dto) =>
                    {
                        TransitionStage.Print(terminal, dto);
                        terminal.Remark(
                            Tone.Faint.Of(
                                $"Automatic promotion there is on hold until somebody lifts it: {run.Session.Name} holds list"
                            )
                        );
                    }
                );
            }
        );
        return verb;
    }
}
