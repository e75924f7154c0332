using Gradus.Cli.CommandLine;

namespace Gradus.Cli.Attestations;

/// <summary><c>gradus attestations verify FILE --files PATH --key KEY --stage STAGE</c></summary>
internal static class Check
{
    public static Verb Create()
    {
        var file = Words.Text("file", "FILE", "The attestation.");
        var files = Words.Required(
            Words.TextOption("--files", "PATH", "The model's file, or the folder with its files.")
        );
        var key = Words.Required(
            Words.TextOption("--key", "KEY", "The registry's key, which you trust; see: ledger verify.")
        );
        var stage = Words.TextOption("--stage", "STAGE", "The stage that it must have been let into.");
        var verb = new Verb("verify", "Check without a server that these bytes were let into a stage.")
        {
            Arguments = { file },
            Options = { files, key, stage },
            Notes =
            [
                "From the bytes on the disk to their digest, to the statement, to the signature. Exit code 0 if all of it "
                    + "holds, 1 if not. It says that they were let in then, not that they are in the stage now.",
            ],
            Examples =
            [
                "attestations verify churn-3.intoto.json --files ./model --key \"$GRADUS_KEY\" --stage Production",
            ],
        };
        verb.Does(
            async (run, cancel) =>
            {
                var trusted = SignedStatement.KeyOf(run.Get(key)!);
                var text = await File.ReadAllTextAsync(run.Get(file), cancel);
                var said = SignedStatement.Open(text, trusted, $"'{run.Get(file)}'");
                if (run.Get(stage) is { } wanted && wanted != said.Stage)
                {
                    throw new RefusedException(
                        $"{said.Name} was let into {said.Stage}, not into {wanted}.",
                        SignedStatement.Code
                    );
                }

                var digest = await SignedStatement.DigestOfAsync(run.Get(files)!, cancel);
                return digest == said.Manifest
                    ? run.Done($"These are the bytes of {said.Name}, which was let into {said.Stage} ({digest}).")
                    : throw new RefusedException(
                        $"These are not the bytes of {said.Name}: their digest is {digest}, not {said.Manifest}.",
                        SignedStatement.Code
                    );
            }
        );
        return verb;
    }
}
