using System.CommandLine;
using Gradus.Cli.CommandLine;
using Gradus.Cli.Screen;
using Gradus.Protocol;
using Gradus.Protocol.Stages;

namespace Gradus.Cli.Models;

/// <summary><c>gradus models transition-stage --model-name MODEL --version N --stage STAGE</c></summary>
internal static class TransitionStage
{
    public static Verb Create()
    {
        var model = Words.Required(Words.TextOption("--model-name", "MODEL", "The registered model's name."));
        var version = Words.Required(Words.VersionOption("The version to move."));
        var stage = Words.Required(
            Words.TextOption("--stage", "STAGE", "The stage to move it to, exactly as registered.")
        );
        var archive = new Option<bool>("--archive-existing-versions")
        {
            Description = "Move the versions that are there now to the archive stage, in the same transaction.",
        };
        var reason = Words.TextOption("--reason", "TEXT", "Why; it stands in the history.");
        var verb = new Verb("transition-stage", "Move a version to a stage, without testing it.")
        {
            Options = { model, version, stage, archive, reason },
            Notes =
            [
                "Creates no version, deletes none, changes no artifact. Stage names are case-sensitive. "
                    + "To have the version tested first: promote.",
            ],
            Examples =
            [
                "models transition-stage --model-name churn --version 3 --stage Production",
                "models transition-stage --model-name churn --version 3 --stage Production --archive-existing-versions",
            ],
        };
        verb.Does(
            async (run, cancel) =>
            {
                var request = new TransitionRequestDto(run.Get(stage)!, run.Get(archive), run.Get(reason));
                var moved = await run.Server.Versions.TransitionAsync(
                    run.Get(model)!,
                    run.Get(version)!.Value,
                    request,
                    cancel
                );
                return run.Answer(moved, ProtocolJson.Default.TransitionResultDto, Print);
            }
        );
        return verb;
    }

    /// <summary>Prints the moves that were made.</summary>
    public static void Print(Terminal terminal, TransitionResultDto moved)
    {
        var (model, version, stage) = (moved.Version.Model, moved.Version.Version, moved.Version.Stage);
        if (moved.Transitions.Count == 0)
        {
            terminal.Line(Tone.Good.Of("✓ "), $"Version {version} of '{model}' is in {stage} already.");
            return;
        }

        foreach (var move in moved.Transitions)
        {
            terminal.Line(
                move.Version == version ? Tone.Good.Of("✓ ") : "  ",
                $"Version {move.Version} of '{model}' moved from {move.From} to {move.To}."
            );
        }

        if (moved.Outcome is { } outcome)
        {
            terminal.Line(Tone.Faint.Of($"  By the policy: {outcome}"));
        }
    }
}
