using System.Globalization;
using Gradus.Cli.CommandLine;
using Gradus.Cli.Screen;
using Gradus.Protocol;
using Gradus.Protocol.Ledger;

namespace Gradus.Cli.Ledger;

/// <summary><c>gradus ledger show [SUBJECT]</c></summary>
internal static class Show
{
    public static Verb Create()
    {
        var subject = Words.TextOption("--subject", "SUBJECT", "Only this and what lies below it, e.g. models/churn.");
        var actor = Words.TextOption("--actor", "NAME", "Only what this person or service did.");
        var action = Words.TextOption("--action", "ACTION", "Only this, e.g. version.move.");
        var since = Words.TimeOption("--since", "Only what was done at this time or later");
        var until = Words.TimeOption("--until", "Only what was done before this time");
        var page = new PageOptions();
        var verb = new Verb("show", "Show who changed what when, newest first.")
        {
            Options = { subject, actor, action, since, until },
            Examples =
            [
                "ledger show",
                "ledger show --subject models/churn/versions/3",
                "ledger show --actor ana --action approval.give --json",
                "ledger show --since 2026-03-01 --until 2026-04-01",
            ],
        };
        page.AddTo(verb);
        verb.Does(
            async (run, cancel) =>
            {
                var (records, next) = await page.ReadAsync(
                    run,
                    async (max, token) =>
                    {
                        var found = await run.Server.Ledger.ListAsync(
                            run.Get(subject),
                            run.Get(actor),
                            run.Get(action),
                            run.Get(since),
                            run.Get(until),
                            maxResults: max,
                            pageToken: token,
                            cancel: cancel
                        );
                        return (found.Records, found.NextPageToken);
                    }
                );
                return run.Answer(new LedgerPageDto(records, next), ProtocolJson.Default.LedgerPageDto, Print);
            }
        );
        return verb;
    }

    private static void Print(Terminal terminal, LedgerPageDto page)
    {
        var table = new Table("No", "When", "Who", "Did", "To", "Request");
        foreach (var record in page.Records)
        {
            table.Row(
                record.Sequence.ToString(CultureInfo.InvariantCulture),
                Tone.Faint.Of(Shown.Time(record.At)),
                record.Actor,
                Tone.Strong.Of(record.Action),
                record.Subject,
                Tone.Faint.Of(record.RequestId)
            );
        }

        table.Print(terminal, "No record is so.");
        PageOptions.PrintMore(terminal, page.NextPageToken);
    }
}
