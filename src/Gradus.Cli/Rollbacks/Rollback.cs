using System.CommandLine;
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
        var dryRun = new Option<bool>("--dry-run")
        {
            Description = "Only say where it would go, who would leave, and whom it passes over.",
        };
        var verb = new Verb("rollback", "Go back to the last version that held a stage and was good there.")
        {
            Group = Root.Promoting,
            Arguments = { model },
            Options = { stage, to, reason, dryRun },
            Notes =
            [
                "Passes gates and freezes, never the check of the bytes. Puts a hold on automatic promotion to the stage, "
                    + "so that no automation undoes it. If no version will do, says of each why not.",
            ],
            Examples =
            [
                "rollback churn --stage Production --reason \"error rate doubled\"",
                "rollback churn --stage Production --to 4",
                "rollback churn --stage Production --dry-run",
            ],
        };
        verb.Does(
            async (run, cancel) =>
            {
                if (run.Get(dryRun))
                {
                    return await PlanAsync(run, run.Get(model), run.Get(stage)!, run.Get(to), cancel);
                }

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

    private static async Task<int> PlanAsync(Run run, string model, string stage, int? to, CancellationToken cancel)
    {
        var plan = await run.Server.Gates.PlanRollbackAsync(model, stage, to, cancel);
        run.Answer(plan, ProtocolJson.Default.RollbackPlanDto, Print);
        return plan.Target is null ? ExitCode.Refused : ExitCode.Done;
    }

    private static void Print(Terminal terminal, RollbackPlanDto plan)
    {
        foreach (var other in plan.PassedOver)
        {
            terminal.Line(Tone.Faint.Of($"– version {other.Version}: {other.Why}"));
        }

        if (plan.Target is not { } target)
        {
            terminal.Line(
                Tone.Bad.Of("✗ "),
                $"{plan.Stage} of {plan.Model} cannot be rolled back: no version will do."
            );
            return;
        }

        var leaves = plan.Leaving is { } leaving ? $"; version {leaving} would be archived" : "";
        terminal.Line(Tone.Good.Of("✓ "), $"{plan.Stage} of {plan.Model} would go back to version {target}{leaves}.");
    }
}
