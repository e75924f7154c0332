using System.Globalization;
using Gradus.Cli.CommandLine;
using Gradus.Cli.Screen;
using Gradus.Core.Ledger;
using Gradus.Protocol;
using Gradus.Protocol.Ledger;

namespace Gradus.Cli.Ledger;

/// <summary>Tells what was checked, what came of it, and what that does not prove.</summary>
/// <param name="run">The command that asks.</param>
/// <param name="withEarlier">Whether the ledger was compared with an earlier checkpoint.</param>
/// <param name="withBlobs">Whether the server was to hash every blob.</param>
internal sealed class VerifyReport(Run run, bool withEarlier, bool withBlobs)
{
    private const int Incomplete = 3;

    private const string NothingSigned =
        "The server shows no signed checkpoint, so there was nothing to check; that it finds no fault itself proves nothing.";

    /// <summary>Tells it, as JSON where that is asked for, and answers the exit code.</summary>
    /// <param name="verdict">What was computed here; null if there was nothing signed to compute it of.</param>
    /// <param name="found">What the server found; null if it was not asked.</param>
    public int Tell(LedgerVerdict? verdict, LedgerVerificationDto? found = null)
    {
        string?[] problems = [verdict?.Problem, .. ProblemsOf(found)];
        var outcome = verdict is { Outcome: not LedgerOutcome.Sound } ? verdict.Outcome : OutcomeOf(found);
        if (verdict is null && outcome == LedgerOutcome.Sound)
        {
            // What the server says of itself is no check.
            (outcome, problems) = (LedgerOutcome.Unreadable, [NothingSigned]);
        }

        var answer = new LedgerCheckDto(
            outcome.ToString().ToLowerInvariant(),
            [.. problems.OfType<string>()],
            verdict is null ? null : Checked(verdict),
            found
        );
        run.Answer(answer, ProtocolJson.Default.LedgerCheckDto, (terminal, _) => Print(terminal, verdict, answer));
        return outcome switch
        {
            LedgerOutcome.Sound => ExitCode.Done,
            LedgerOutcome.Unreadable => ExitCode.Usage,
            LedgerOutcome.Incomplete => Incomplete,
            _ => ExitCode.Refused,
        };
    }

    private static IEnumerable<string?> ProblemsOf(LedgerVerificationDto? found) =>
        found is null ? [] : [found.Problem, found.Signing, .. found.Differences, .. found.BadBlobs];

    private static LedgerOutcome OutcomeOf(LedgerVerificationDto? found) =>
        found switch
        {
            { Incomplete: true } => LedgerOutcome.Incomplete,
            { AnotherKey: true } => LedgerOutcome.Unreadable,
            _ when ProblemsOf(found).Any(problem => problem is not null) => LedgerOutcome.Tampered,
            _ => LedgerOutcome.Sound,
        };

    private static CheckedLedgerDto Checked(LedgerVerdict verdict) =>
        new(
            Origin: verdict.Checkpoint.Origin,
            Key: verdict.Key.ToString(),
            Size: verdict.Checkpoint.Size,
            Root: verdict.Checkpoint.Root.Hex,
            Records: verdict.Records,
            Recomputed: verdict.Root.Hex
        );

    private void Print(Terminal terminal, LedgerVerdict? verdict, LedgerCheckDto answer)
    {
        if (verdict is not null)
        {
            Print(terminal, verdict);
        }

        foreach (var problem in answer.Problems)
        {
            terminal.Line(Tone.Bad.Of("✗ "), problem);
        }

        if (answer is { Problems.Count: 0, Server: { } server })
        {
            Good(terminal, $"{server.Rows} rows of the tables are what the ledger tells.");
            if (withBlobs)
            {
                Good(terminal, $"{server.Blobs} blobs are what their digests say.");
            }
        }

        terminal.Line(
            Tone.Faint.Of(
                "Not proved: that the key is the right one (compare it, or give --key), that nobody who has the key wrote all of "
                    + "it anew (keep checkpoints, give --since), and that what people said was true."
            )
        );
    }

    private void Print(Terminal terminal, LedgerVerdict verdict)
    {
        new Fields()
            .Add("Ledger", verdict.Checkpoint.Origin)
            .Add("Key", verdict.Key.ToString())
            .Add("Size", verdict.Checkpoint.Size.ToString(CultureInfo.InvariantCulture))
            .Add("Signed root", verdict.Checkpoint.Root.Hex)
            .Add("Recomputed", verdict.Root.Hex)
            .Print(terminal);
        if (verdict.Outcome != LedgerOutcome.Sound)
        {
            return;
        }

        Good(terminal, $"{verdict.Records} record{(verdict.Records == 1 ? " is" : "s are")} what was signed.");
        if (withEarlier)
        {
            Good(terminal, "The ledger extends the earlier checkpoint.");
        }
    }

    private static void Good(Terminal terminal, string sentence) => terminal.Line(Tone.Good.Of("✓ "), sentence);
}
