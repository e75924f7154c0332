using Gradus.Cli.CommandLine;
using Gradus.Core.Ledger;

namespace Gradus.Cli.Ledger;

/// <summary>Reads a server's ledger and checks it here: what the server says of it is not believed.</summary>
internal static class ServerLedger
{
    public static async Task<LedgerVerdict?> CheckAsync(
        Run run,
        string? trusted,
        string? since,
        string? save,
        CancellationToken cancel
    )
    {
        var checkpoint = await run.Server.Ledger.CheckpointAsync(cancel);
        if (!LedgerCheck.Begin(checkpoint.Note, checkpoint.Key, trusted, since).Try(out var check, out _))
        {
            return null;
        }

        await foreach (var record in run.Server.Ledger.ReadAsync(checkpoint.Size, cancel))
        {
            check.Add(record);
        }

        var verdict = check.Finish();
        if (save is not null && verdict.Outcome == LedgerOutcome.Sound)
        {
            await File.WriteAllTextAsync(save, checkpoint.Note, cancel);
        }

        return verdict;
    }
}
