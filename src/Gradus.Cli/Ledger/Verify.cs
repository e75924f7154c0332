using System.CommandLine;
using Gradus.Cli.Attestations;
using Gradus.Cli.CommandLine;
using Gradus.Core.Ledger;
using Gradus.Protocol.Client;
using Gradus.Protocol.Ledger;

namespace Gradus.Cli.Ledger;

/// <summary><c>gradus ledger verify [FILE]</c></summary>
internal static class Verify
{
    // The server signs no ledger that lost records, or whose tree is not what it was.
    private const string NotSigned = "corrupt";

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
                try
                {
                    // A key that is none is typed wrong, whatever it was to be compared with.
                    var trusted = run.Get(key) is { } typed ? SignedStatement.KeyOf(typed).ToString() : null;
                    var earlier = run.Get(since) is { } path ? await File.ReadAllTextAsync(path, cancel) : null;
                    return run.Get(file) is { } source
                        ? OfFile(run, source, trusted, earlier)
                        : await OfServerAsync(run, trusted, earlier, run.Get(save), !run.Get(noBlobs), cancel);
                }
                catch (Exception e)
                    when (e
                            is GradusException
                                or GradusUnreachableException
                                or IOException
                                or UnauthorizedAccessException
                    )
                {
                    throw new UnreadableException(e);
                }
            }
        );
        return verb;
    }

    private static int OfFile(Run run, string file, string? key, string? earlier) =>
        new VerifyReport(run, earlier is not null, withBlobs: false).Tell(
            LedgerFile.Check(file, key, earlier) ?? throw NoLedger()
        );

    private static async Task<int> OfServerAsync(
        Run run,
        string? key,
        string? earlier,
        string? save,
        bool withBlobs,
        CancellationToken cancel
    )
    {
        var report = new VerifyReport(run, earlier is not null, withBlobs);
        LedgerVerdict? verdict = null;
        try
        {
            verdict = await ServerLedger.CheckAsync(run, key, earlier, save, cancel) ?? throw NoLedger();
        }
        catch (GradusException e) when (e.Code == NotSigned)
        {
            // Without a checkpoint there is nothing to check here: what the server itself finds has to do.
        }

        return verdict switch
        {
            null or { Outcome: LedgerOutcome.Sound } => report.Tell(
                verdict,
                await run.Server.Ledger.VerifyAsync(withBlobs, cancel)
            ),
            // Of two records that do not fit each other the server, which has the tree, can tell which was changed.
            { Outcome: LedgerOutcome.Tampered, Records: > 0 } => report.Tell(
                verdict,
                await FindWhichAsync(run, cancel)
            ),
            _ => report.Tell(verdict),
        };
    }

    // What was found stands, whether or not the server answers once more.
    private static async Task<LedgerVerificationDto?> FindWhichAsync(Run run, CancellationToken cancel)
    {
        try
        {
            return await run.Server.Ledger.VerifyAsync(withBlobs: false, cancel);
        }
        catch (Exception e) when (e is GradusException or GradusUnreachableException)
        {
            return null;
        }
    }

    private static UnreadableException NoLedger() =>
        new(
            new RefusedException(
                "It is neither an exported ledger nor a proof, or its checkpoint or key cannot be read.",
                "unreadable"
            )
        );
}
