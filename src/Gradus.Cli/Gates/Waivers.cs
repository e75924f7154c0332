using System.CommandLine;
using System.Globalization;
using Gradus.Cli.CommandLine;
using Gradus.Cli.Screen;
using Gradus.Protocol;
using Gradus.Protocol.Gates;

namespace Gradus.Cli.Gates;

/// <summary><c>gradus waivers …</c></summary>
internal static class Waivers
{
    public static Noun Create() =>
        new("waivers", Root.Rules, "Gates that were set aside: for whom, by whom, why, until when.")
        {
            List(),
            Revoke(),
        };

    private static Verb List()
    {
        var model = new Argument<string?>("model")
        {
            HelpName = "MODEL",
            Arity = ArgumentArity.ZeroOrOne,
            Description = "Only this model's.",
        };
        var verb = new Verb("list", "List the latest waivers, newest first.")
        {
            Arguments = { model },
            Examples = ["waivers list", "waivers list churn"],
        };
        verb.Does(
            async (run, cancel) =>
                run.Answer(
                    await run.Server.Gates.ListWaiversAsync(run.Get(model), cancel: cancel),
                    ProtocolJson.Default.WaiverListDto,
                    Print
                )
        );
        return verb;
    }

    private static Verb Revoke()
    {
        var id = Words.Text("id", "ID", "The waiver's id; see: waivers list.");
        var verb = new Verb("revoke", "Take a waiver back before it expires.")
        {
            Arguments = { id },
            Examples = ["waivers revoke 0198c2f4d7"],
        };
        verb.Does(
            async (run, cancel) =>
            {
                var waiver = await run.Server.Gates.RevokeWaiverAsync(run.Get(id), cancel);
                return run.Answer(
                    waiver,
                    ProtocolJson.Default.WaiverDto,
                    (_, dto) =>
                        run.Done($"'{dto.Gate}' is asked of {dto.Model}/{dto.Version} again before {dto.Stage}.")
                );
            }
        );
        return verb;
    }

    private static void Print(Terminal terminal, WaiverListDto list)
    {
        var table = new Table("Id", "Model", "Version", "To", "Gate", "Until", "By", "Why", "Revoked");
        foreach (var waiver in list.Waivers)
        {
            table.Row(
                waiver.Id,
                Tone.Strong.Of(waiver.Model),
                waiver.Version.ToString(CultureInfo.InvariantCulture),
                waiver.Stage,
                waiver.Gate,
                Tone.Faint.Of(Shown.Time(waiver.ExpiresAt)),
                waiver.Actor,
                Shown.Brief(waiver.Reason),
                waiver.RevokedAt is { } at ? Shown.Time(at) : ""
            );
        }

        table.Print(terminal, "No gate was waived.");
    }
}
