using System.Globalization;
using Gradus.Cli.CommandLine;
using Gradus.Cli.Screen;
using Gradus.Core.Ledger;
using Gradus.Protocol.Ledger;

namespace Gradus.Cli.Ledger;

/// <summary>Tells people what was checked, what came of it, and what that does not prove.</summary>
internal sealed class VerifyReport(Run run)
{
    private const int Incomplete = 3;

    private Terminal Terminal => run.Terminal;

    /// <summary>Tells what checking the records gave.</summary>
    public void Tell(LedgerVerdict? verdict, bool withEarlier)
    {
        if (verdict is null)
        {
            return;
        }

        new Fields()
            .Add("Ledger", verdict.Checkpoint.Origin)
            .Add("Key", verdict.Key.ToString())
            .Add("Size", verdict.Checkpoint.Size.ToString(CultureInfo.InvariantCulture))
            .Add("Signed root", verdict.Checkpoint.Root.Hex)
            .Add("Recomputed", verdict.Root.Hex)
            .Print(Terminal);
        if (verdict.Outcome == LedgerOutcome.Sound)
        {
            Good($"{verdict.Records} record{(verdict.Records == 1 ? " is" : "s are")} what was signed.");
            if (withEarlier)
            {
                Good("The ledger extends the earlier checkpoint.");
            }
        }
    }

    /// <summary>Tells what the server found in its tables and blobs, and ends.</summary>
    public int Tell(LedgerVerificationDto found, bool withBlobs)
    {
        string?[] problems = [found.Problem, found.Signing, .. found.Differences, .. found.BadBlobs];
        if (problems.OfType<string>().ToList() is { Count: > 0 } wrong)
        {
            wrong.ForEach(problem => Terminal.Line(Tone.Bad.Of("✗ "), problem));
            return Finish(found.Incomplete ? Incomplete : ExitCode.Refused);
        }

        Good($"{found.Rows} rows of the tables are what the ledger tells.");
        if (withBlobs)
        {
            Good($"{found.Blobs} blobs are what their digests say.");
        }

        return Finish(ExitCode.Done);
    }

    /// <summary>Ends where there is no server to ask, or nothing to ask it.</summary>
    public int End(LedgerVerdict? verdict)
    {
        if (verdict is null)
        {
            Terminal.Complain("It is neither an exported ledger nor a proof, or its checkpoint or key cannot be read.");
            return ExitCode.Usage;
        }

        if (verdict.Problem is { } problem)
        {
            Terminal.Line(Tone.Bad.Of("✗ "), problem);
        }

        return Finish(
            verdict.Outcome switch
            {
                LedgerOutcome.Sound => ExitCode.Done,
                LedgerOutcome.Incomplete => Incomplete,
                _ => ExitCode.Refused,
            }
        );
    }

    private int Finish(int exitCode)
    {
        Terminal.Line(
            Tone.Faint.Of(
                "Not proved: that the key is the right one (compare it, or give --key), that nobody who has the key wrote all of "
                    + "it anew (keep checkpoints, give --since), and that what people said was true."
            )
        );
        return exitCode;
    }

    private void Good(string sentence) => Terminal.Line(Tone.Good.Of("✓ "), sentence);
}
