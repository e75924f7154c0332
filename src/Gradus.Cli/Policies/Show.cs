using Gradus.Cli.CommandLine;
using Gradus.Cli.Screen;
using Gradus.Protocol;
using Gradus.Protocol.Policies;

namespace Gradus.Cli.Policies;

/// <summary><c>gradus policy show [--revision N]</c></summary>
internal static class Show
{
    public static Verb Create()
    {
        var revision = Words.NumberOption("--revision", "N", "This revision instead of the one in force.", 0);
        var verb = new Verb("show", "Show the policy in force, or one that was, as the file it is.")
        {
            Options = { revision },
            Notes = ["The file goes to the output, who applied it when to the error stream."],
            Examples = ["policy show", "policy show --revision 3 > gradus.yaml"],
        };
        verb.Does(
            async (run, cancel) =>
            {
                var policy = run.Get(revision) is { } number
                    ? await run.Server.Policy.GetAsync(number, cancel)
                    : await run.Server.Policy.GetAsync(cancel);
                return run.Answer(policy, ProtocolJson.Default.PolicyDto, Print);
            }
        );
        return verb;
    }

    private static void Print(Terminal terminal, PolicyDto policy)
    {
        var why = policy.Reason.Length > 0 ? $": {policy.Reason}" : "";
        terminal.Remark(
            Tone.Faint.Of($"Revision {policy.Revision}, applied {Shown.Time(policy.AppliedAt)} by {policy.Author}{why}")
        );
        var text = policy.Text ?? "";
        if (!terminal.IsRich)
        {
            // Into a file it goes as it is, to the byte.
            terminal.Output.Write(text);
            return;
        }

        foreach (var line in text.TrimEnd('\n').Split('\n'))
        {
            terminal.Line(line);
        }
    }
}
