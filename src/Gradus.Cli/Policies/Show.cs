using System.CommandLine;
using System.Globalization;
using Gradus.Cli.CommandLine;
using Gradus.Cli.Screen;
using Gradus.Protocol;
using Gradus.Protocol.Policies;

namespace Gradus.Cli.Policies;

/// <summary><c>gradus policy show [N]</c></summary>
internal static class Show
{
    public static Verb Create()
    {
        var number = Words.Text("n", "N", "A revision's number (default: the one in force).");
        number.Arity = ArgumentArity.ZeroOrOne;
        var revision = Words.NumberOption("--revision", "N", "The same.", 0);
        var verb = new Verb("show", "Show the policy in force, or one that was, as the file it is.")
        {
            Arguments = { number },
            Options = { revision },
            Notes = ["The file goes to the output, who applied it when to the error stream."],
            Examples = ["policy show", "policy show 3 > gradus.yaml"],
        };
        verb.Does(
            async (run, cancel) =>
            {
                var policy = Read(run.Get(number), run.Get(revision)) is { } wanted
                    ? await run.Server.Policy.GetAsync(wanted, cancel)
                    : await run.Server.Policy.GetAsync(cancel);
                return run.Answer(policy, ProtocolJson.Default.PolicyDto, Print);
            }
        );
        return verb;
    }

    private static int? Read(string? typed, int? option) =>
        typed is null ? option
        : option is not null ? throw new UsageException($"'{typed}' names a revision already: leave --revision out.")
        : int.TryParse(typed, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number
        : throw new UsageException($"'{typed}' is not a revision: they are numbered 0, 1, 2 and so on.");

    private static void Print(Terminal terminal, PolicyDto policy)
    {
        var why = policy.Reason.Length > 0 ? $": {policy.Reason}" : "";
        terminal.Remark(
            Tone.Faint.Of(
                policy.Revision == 0
                    ? "Revision 0, what every registry begins with: nobody applied it"
                    : $"Revision {policy.Revision}, applied {Shown.Time(policy.AppliedAt)} by {policy.Author}{why}"
            )
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
