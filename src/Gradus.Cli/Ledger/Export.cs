using Gradus.Cli.CommandLine;
using Gradus.Core.Ledger;
using Gradus.Protocol.Ledger;

namespace Gradus.Cli.Ledger;

/// <summary><c>gradus ledger export --output FILE</c></summary>
internal static class Export
{
    public static Verb Create()
    {
        var output = Words.Required(Words.TextOption("--output", "FILE", "The file to write."));
        var verb = new Verb("export", "Write the whole ledger to a file that can be checked without the server.")
        {
            Options = { output },
            Notes = ["A line a record, behind a first line with the signed checkpoint and the key."],
            Examples = ["ledger export --output ledger.jsonl"],
        };
        verb.Does(
            async (run, cancel) =>
            {
                var checkpoint = await run.Server.Ledger.CheckpointAsync(cancel);
                var file = run.Get(output)!;
                var draft = $"{file}.part";
                await using (var writer = new StreamWriter(draft) { NewLine = "\n" })
                {
                    await writer.WriteLineAsync(HeaderOf(checkpoint));
                    await foreach (var record in run.Server.Ledger.ReadAsync(checkpoint.Size, cancel))
                    {
                        await writer.WriteLineAsync(record);
                    }
                }

                File.Move(draft, file, overwrite: true);
                return run.Done($"{checkpoint.Size} records are in {file}.");
            }
        );
        return verb;
    }

    /// <summary>The first line of an exported ledger.</summary>
    public static string HeaderOf(LedgerCheckpointDto checkpoint) =>
        CanonicalJson.Members(
            new Dictionary<string, string>
            {
                ["checkpoint"] = CanonicalJson.Text(checkpoint.Note),
                ["format"] = CanonicalJson.Text(LedgerCheck.Format),
                ["key"] = CanonicalJson.Text(checkpoint.Key),
            }
        );
}
