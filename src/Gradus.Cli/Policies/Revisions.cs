using System.Globalization;
using Gradus.Cli.CommandLine;
using Gradus.Cli.Screen;
using Gradus.Protocol;
using Gradus.Protocol.Policies;

namespace Gradus.Cli.Policies;

/// <summary><c>gradus policy history</c></summary>
internal static class Revisions
{
    public static Verb Create()
    {
        var page = new PageOptions();
        var verb = new Verb("history", "List every policy that was applied, newest first, with who and why.")
        {
            Examples = ["policy history", "policy history --all --json"],
        };
        page.AddTo(verb);
        verb.Does(
            async (run, cancel) =>
            {
                var (revisions, next) = await page.ReadAsync(
                    run,
                    async (max, token) =>
                    {
                        var found = await run.Server.Policy.ListAsync(max, token, cancel);
                        return (found.Revisions, found.NextPageToken);
                    }
                );
                return run.Answer(new PolicyPageDto(revisions, next), ProtocolJson.Default.PolicyPageDto, Print);
            }
        );
        return verb;
    }

    private static void Print(Terminal terminal, PolicyPageDto page)
    {
        var table = new Table("Revision", "Digest", "Applied", "By", "Why");
        foreach (var revision in page.Revisions)
        {
            table.Row(
                Tone.Strong.Of(revision.Revision.ToString(CultureInfo.InvariantCulture)),
                Shown.Digest(revision.Digest),
                Tone.Faint.Of(Shown.Time(revision.AppliedAt)),
                revision.Author,
                Shown.Brief(revision.Reason)
            );
        }

        table.Print(terminal, "No policy was applied.");
        PageOptions.PrintMore(terminal, page.NextPageToken);
    }
}
