using Gradus.Cli.CommandLine;
using Gradus.Cli.Screen;
using Gradus.Protocol;
using Gradus.Protocol.Policies;

namespace Gradus.Cli.Policies;

/// <summary><c>gradus policy plan [FILE]</c></summary>
internal static class Plan
{
    public static Verb Create()
    {
        var file = PolicyText.Argument();
        var verb = new Verb("plan", "Show what applying a policy file would change. Nothing is written.")
        {
            Arguments = { file },
            Notes =
            [
                "Shows how the file differs from the policy in force, and which versions that hold a stage now would not "
                    + "get in again. They stay where they are all the same. Exit code 0 whether or not anything changes; 1 if the file could not be "
                    + "applied as things are.",
            ],
            Examples = ["policy plan", "policy plan rules/production.yaml"],
        };
        verb.Does(
            async (run, cancel) =>
            {
                if (await PolicyText.ReadValidAsync(run, run.Get(file), cancel) is not { } policy)
                {
                    return ExitCode.Refused;
                }

                var plan = await run.Server.Policy.PlanAsync(policy.Text, cancel);
                Warn(run.Terminal, plan.Warnings);
                run.Answer(plan, ProtocolJson.Default.PolicyPlanDto, Print);
                return plan.Obstacle is null ? ExitCode.Done : ExitCode.Refused;
            }
        );
        return verb;
    }

    /// <summary>Tells what who applies a policy should know, which is no part of the answer.</summary>
    public static void Warn(Terminal terminal, IReadOnlyList<string>? warnings)
    {
        foreach (var warning in warnings ?? [])
        {
            terminal.Remark(Tone.Doubtful.Of($"Warning: {warning}"));
        }
    }

    /// <summary>Prints how policies differ, a line each.</summary>
    public static void PrintChanges(Terminal terminal, IReadOnlyList<string> changes)
    {
        if (changes.Count == 0)
        {
            terminal.Line(Tone.Faint.Of("Nothing changes."));
        }

        foreach (var change in changes)
        {
            terminal.Line("  ", change);
        }
    }

    private static void Print(Terminal terminal, PolicyPlanDto plan)
    {
        PrintChanges(terminal, plan.Changes);
        if (plan.Obstacle is { } obstacle)
        {
            terminal.Line();
            terminal.Line(Tone.Bad.Of("It could not be applied now: "), obstacle);
        }

        if (plan.Holders.Count == 0)
        {
            return;
        }

        terminal.Line();
        terminal.Line(Tone.Heading.Of("These hold a stage now and would not get in again:"));
        foreach (var holder in plan.Holders)
        {
            terminal.Line("  ", Tone.Strong.Of($"{holder.Model}/{holder.Version}"), $" in {holder.Stage}");
            foreach (var condition in holder.Unmet)
            {
                terminal.Line("    ", Tone.Bad.Of("✗ "), condition.Message);
            }
        }
    }
}
