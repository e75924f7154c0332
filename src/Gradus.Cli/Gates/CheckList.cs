using Gradus.Cli.CommandLine;
using Gradus.Cli.Screen;
using Gradus.Protocol;
using Gradus.Protocol.Gates;

namespace Gradus.Cli.Gates;

/// <summary><c>gradus check list MODEL/VERSION</c></summary>
internal static class CheckList
{
    public static Verb Create()
    {
        var target = new VersionTarget();
        var verb = new Verb("list", "List every report on a version's bytes, newest first.")
        {
            Examples = ["check list churn/3"],
        };
        target.AddTo(verb);
        verb.Does(
            async (run, cancel) =>
            {
                var (model, version) = target.Read(run);
                var checks = await run.Server.Gates.ListChecksAsync(model, version, cancel);
                return run.Answer(checks, ProtocolJson.Default.CheckListDto, Print);
            }
        );
        return verb;
    }

    private static void Print(Terminal terminal, CheckListDto list)
    {
        var table = new Table("Name", "Verdict", "Reported", "By", "Summary", "Url");
        foreach (var check in list.Checks)
        {
            table.Row(
                Tone.Strong.Of(check.Name),
                ToneOf(check.Verdict).Of(check.Verdict),
                Tone.Faint.Of(Shown.Time(check.ReportedAt)),
                check.Reporter,
                Shown.Brief(check.Summary),
                check.Url
            );
        }

        table.Print(terminal, "No check was reported.");
    }

    private static Tone ToneOf(string verdict) =>
        verdict switch
        {
            "passed" => Tone.Good,
            "inconclusive" => Tone.Doubtful,
            _ => Tone.Bad,
        };
}
