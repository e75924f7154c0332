using System.CommandLine;
using Gradus.Cli.CommandLine;
using Gradus.Core.Ledger;

namespace Gradus.Cli.Ledger;

/// <summary><c>gradus ledger verify [FILE]</c></summary>
internal static class Verify
{
    public static Verb Create()
    {
        var file = new Argument<string?>("file")
        {
            HelpName = "FILE",
            Arity = ArgumentArity.ZeroOrOne,
            Description = "An exported ledger or a proof; without it the server's own ledger is checked.",
        };
        var since = Words.TextOption("--since", "FILE", "An earlier signed checkpoint that the ledger has to extend.");
        var key = Words.TextOption(
            "--key",
            "KEY",
            "The key that you trust; else the one that comes with it is believed."
        );
        var save = Words.TextOption("--save-checkpoint", "FILE", "Keep the checkpoint, to be compared with later.");
        var noBlobs = new Option<bool>("--no-blobs")
        {
            Description = "Do not have the server hash every version's bytes.",
        };
        var verb = new Verb(
            "verify",
            "Check the ledger: every record, the chain, the signed root, the tables, the bytes."
        )
        {
            Arguments = { file },
            Options = { since, key, save, noBlobs },
            Notes =
            [
                "Exit code 0: sound. 1: tampered with; the first bad record is named. 2: unreadable. 3: incomplete.",
                "Keep a checkpoint elsewhere now and then: only who has one can see that all of a ledger was written anew.",
            ],
            Examples =
            [
                "ledger verify --save-checkpoint today.txt",
                "ledger verify --since last-month.txt",
                "ledger verify ledger.jsonl --key \"$LEDGER_KEY\"",
                "ledger verify proof.json",
            ],
        };
        verb.Does(
            async (run, cancel) =>
            {
                var report = new VerifyReport(run);
                var earlier = run.Get(since) is { } path ? await File.ReadAllTextAsync(path, cancel) : null;
                var verdict = run.Get(file) is { } source
                    ? LedgerFile.Check(source, run.Get(key), earlier)
                    : await ServerLedger.CheckAsync(run, run.Get(key), earlier, run.Get(save), cancel);
                report.Tell(verdict, earlier is not null);
                return run.Get(file) is null && verdict is { Outcome: LedgerOutcome.Sound }
                    ? report.Tell(await run.Server.Ledger.VerifyAsync(!run.Get(noBlobs), cancel), !run.Get(noBlobs))
                    : report.End(verdict);
            }
        );
        return verb;
    }
}
