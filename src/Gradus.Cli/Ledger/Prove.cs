using System.Globalization;
using Gradus.Cli.CommandLine;
using Gradus.Protocol;

namespace Gradus.Cli.Ledger;

/// <summary><c>gradus ledger prove PROMOTION|SEQUENCE --output FILE</c></summary>
internal static class Prove
{
    // An id of a promotion has more digits than a ledger will ever have records.
    private const int MaxDigits = 15;

    public static Verb Create()
    {
        var what = Words.Text(
            "what",
            "PROMOTION|SEQUENCE",
            "A promotion that has moved its version, or a record's number."
        );
        var output = Words.Output();
        var verb = new Verb("prove", "Write a proof that a promotion was recorded, to be checked without the server.")
        {
            Arguments = { what },
            Options = { output },
            Notes =
            [
                "It has the record, its inclusion proof, the signed checkpoint and the key. Check it with: ledger verify FILE",
            ],
            Examples = ["ledger prove 0198c2f4d7 --output proof.json", "ledger prove 17"],
        };
        verb.Does((run, cancel) => ProveAsync(run, run.Get(what), run.Get(output), cancel));
        return verb;
    }

    private static async Task<int> ProveAsync(Run run, string what, string? file, CancellationToken cancel)
    {
        var isNumber = what.Length <= MaxDigits && what.All(char.IsAsciiDigit);
        var proof = isNumber
            ? await run.Server.Ledger.ProveAsync(long.Parse(what, CultureInfo.InvariantCulture), cancel)
            : await run.Server.Ledger.ProveAsync(what, cancel);
        return await run.HandOutAsync(
            proof,
            ProtocolJson.Default.LedgerProofDto,
            file,
            $"The proof of record {proof.Sequence} is in {file}.",
            cancel
        );
    }
}
