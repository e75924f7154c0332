using System.CommandLine;
using Gradus.Cli.CommandLine;
using Gradus.Cli.Screen;
using Gradus.Protocol;
using Gradus.Protocol.Policies;

namespace Gradus.Cli.Policies;

/// <summary><c>gradus policy test FILE</c></summary>
internal static class Replay
{
    public static Verb Create()
    {
        var file = PolicyText.Argument();
        var failOnChange = new Option<bool>("--fail-on-change")
        {
            Description = "Exit with 1 if any promotion would have been decided otherwise.",
        };
        var verb = new Verb("test", "Replay a policy file over the promotions that were. Nothing is written.")
        {
            Arguments = { file },
            Options = { failOnChange },
            Notes =
            [
                "Shows which promotions it would have blocked that passed, and which it would have let through that were "
                    + "blocked, on the evidence that was recorded then.",
            ],
            Examples = ["policy test", "policy test stricter.yaml --fail-on-change"],
        };
        verb.Does(
            async (run, cancel) =>
            {
                if (await PolicyText.ReadValidAsync(run, run.Get(file), cancel) is not { } policy)
                {
                    return ExitCode.Refused;
                }

                var replay = await run.Server.Policy.ReplayAsync(policy.Text, cancel);
                run.Answer(replay, ProtocolJson.Default.PolicyReplayDto, Print);
                return run.Get(failOnChange) && replay.Changed.Count > 0 ? ExitCode.Refused : ExitCode.Done;
            }
        );
        return verb;
    }

    private static void Print(Terminal terminal, PolicyReplayDto replay)
    {
        foreach (var changed in replay.Changed)
        {
            var blocks = changed.Would == "blocked";
            terminal.Line(
                (blocks ? Tone.Bad : Tone.Good).Of(blocks ? "✗ would be blocked      " : "✓ would be let through  "),
                Tone.Strong.Of($"{changed.Model}/{changed.Version} → {changed.Stage}"),
                Tone.Faint.Of($"  promotion {changed.Promotion}")
            );
            foreach (var reason in changed.Reasons)
            {
                terminal.Line("    ", reason);
            }
        }

        var promotions = replay.Promotions == 1 ? "promotion" : "promotions";
        terminal.Line($"{replay.Promotions} {promotions} replayed, {replay.Changed.Count} would be decided otherwise.");
    }
}
