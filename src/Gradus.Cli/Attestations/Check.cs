using Gradus.Cli.CommandLine;
using Gradus.Core.Artifacts;
using Gradus.Core.Attestations;
using Gradus.Core.Ledger;
using Gradus.Protocol.Client;

namespace Gradus.Cli.Attestations;

/// <summary><c>gradus attestations verify FILE --files PATH --key KEY --stage STAGE</c></summary>
internal static class Check
{
    private const string Code = "attestation";

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
                if (!NoteKey.Parse(run.Get(key)).Try(out var trusted, out var wrong))
                {
                    throw new UsageException(wrong.Message);
                }

                var text = await File.ReadAllTextAsync(run.Get(file), cancel);
                if (
                    !DsseEnvelope.Parse(text).Try(out var envelope, out var error)
                    || envelope.PayloadType != PromotionStatement.PayloadType
                )
                {
                    throw new RefusedException($"'{run.Get(file)}' is no attestation of a promotion.", Code);
                }

                if (!envelope.IsSignedBy(trusted))
                {
                    throw new RefusedException($"'{run.Get(file)}' was not signed with this key.", Code);
                }

                if (!PromotionStatement.Read(envelope.Payload, trusted.Name).Try(out var said, out error))
                {
                    throw new RefusedException(error.Message, Code);
                }

                if (run.Get(stage) is { } wanted && wanted != said.Stage)
                {
                    throw new RefusedException($"{said.Name} was let into {said.Stage}, not into {wanted}.", Code);
                }

                var digest = await DigestOfAsync(run.Get(files)!, cancel);
                return digest == said.Manifest
                    ? run.Done($"These are the bytes of {said.Name}, which was let into {said.Stage} ({digest}).")
                    : throw new RefusedException(
                        $"These are not the bytes of {said.Name}: their digest is {digest}, not {said.Manifest}.",
                        Code
                    );
            }
        );
        return verb;
    }

    private static async Task<Digest> DigestOfAsync(string path, CancellationToken cancel)
    {
        var files = new List<ManifestFile>();
        foreach (var file in await LocalFiles.HashAsync(path, cancel))
        {
            files.Add(
                ArtifactPath.Parse(file.Path).Try(out var inside, out var wrong)
                    ? new ManifestFile(inside, file.Size, Digest.Parse(file.Digest).Value)
                    : throw new RefusedException(wrong.Message, Code)
            );
        }

        return Manifest.Create(files).Try(out var manifest, out var error)
            ? manifest.Digest
            : throw new RefusedException(error.Message, Code);
    }
}
