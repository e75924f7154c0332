using System.CommandLine;
using System.Text.Json;
using Gradus.Cli.CommandLine;
using Gradus.Cli.Screen;
using Gradus.Core.Artifacts;
using Gradus.Protocol;
using Gradus.Protocol.Attestations;
using Gradus.Protocol.Models;
using Gradus.Protocol.Stages;

namespace Gradus.Cli.Attestations;

/// <summary><c>gradus verify MODEL@STAGE [--offline --bundle FILE --files PATH --key KEY]</c></summary>
internal static class Verify
{
    private const long MaxBytes = 256L << 20;

    public static Verb Create()
    {
        var target = Words.Text("holder", "MODEL@STAGE", "The model and the stage, e.g. churn@Production.");
        var files = Words.TextOption(
            "--files",
            "PATH",
            "The model's file, or the folder with its files, as it is in use."
        );
        var key = Words.TextOption(
            "--key",
            "KEY",
            "The registry's key, which you trust; else the server's is believed."
        );
        var offline = new Option<bool>("--offline") { Description = "Ask no server: all comes from --bundle." };
        var bundle = Words.TextOption("--bundle", "FILE", "What attestations bundle wrote.");
        var verb = new Verb(
            "verify",
            "Walk from a version's bytes to why it may be in a stage: digest, gates, approvals, ledger."
        )
        {
            Group = Root.Rules,
            Arguments = { target },
            Options = { files, key, offline, bundle },
            Notes =
            [
                "With a server: of who holds the stage now; without --files the server reads its own bytes. With --offline: of the "
                    + "version in the bundle, which was let in then. Exit code 0 if every step holds, 1 if one does not.",
            ],
            Examples =
            [
                "verify churn@Production",
                "verify churn@Production --offline --bundle churn-3.evidence.json --files ./model --key \"$GRADUS_KEY\"",
            ],
        };
        verb.Does(
            (run, cancel) =>
            {
                var (model, stage) = Split(run.Get(target));
                var asked = new Asked(model, stage, run.Get(files), run.Get(key), run.Get(bundle));
                return run.Get(offline) ? OfflineAsync(run, asked, cancel) : OnlineAsync(run, asked, cancel);
            }
        );
        return verb;
    }

    private static async Task<int> OfflineAsync(Run run, Asked asked, CancellationToken cancel)
    {
        if (asked is not { Bundle: { } file, Files: { } files, Key: { } key })
        {
            throw new UsageException(
                "--offline needs --bundle, --files and --key: there is no server to ask for them."
            );
        }

        var trusted = SignedStatement.KeyOf(key);
        var bundle = await ReadAsync(file, cancel);
        if (bundle.Version.Model != asked.Model)
        {
            throw new RefusedException(
                $"'{file}' is of {bundle.Version.Model}, not of {asked.Model}.",
                SignedStatement.Code
            );
        }

        var digest = await SignedStatement.DigestOfAsync(files, cancel);
        var walk = new Walk(run, trusted);
        var (attestation, proof) = Walk.Find(bundle, asked.Stage);
        var expected = new Walk.Expected(Walk.NameOf(bundle.Version), asked.Stage);
        walk.Go(expected, attestation, proof, digest, $"in {files}");
        return End(run, walk, "that it is in the stage now, how it came there since, or that it has kept its standing");
    }

    private static async Task<int> OnlineAsync(Run run, Asked asked, CancellationToken cancel)
    {
        if (asked.Bundle is not null)
        {
            throw new UsageException("--bundle belongs to --offline; without it the server is asked.");
        }

        var trusted = SignedStatement.KeyOf(asked.Key ?? (await run.Server.Ledger.CheckpointAsync(cancel)).Key);
        var holders = (await run.Server.History.GetHoldersAsync(asked.Model, asked.Stage, null, cancel)).Holders;
        if (holders.Count == 0)
        {
            throw new RefusedException($"No version of '{asked.Model}' is in {asked.Stage}.", SignedStatement.Code);
        }

        if (holders.Count > 1 && asked.Files is not null)
        {
            throw new RefusedException(
                $"{holders.Count} versions of '{asked.Model}' are in {asked.Stage}: leave --files out, and each is looked at.",
                SignedStatement.Code
            );
        }

        var walk = new Walk(run, trusted);
        foreach (var holder in holders.OrderBy(holder => holder.Version))
        {
            var version = await run.Server.Versions.GetAsync(asked.Model, holder.Version, cancel);
            var promotion = PromotionOf(holder, version);
            var (digest, where) = asked.Files is { } files
                ? (await SignedStatement.DigestOfAsync(files, cancel), $"in {files}")
                : (await KeptAsync(run, version, cancel), "on the server, read through");
            walk.Go(
                new Walk.Expected(Walk.NameOf(version), asked.Stage, promotion),
                await run.Server.Promotions.AttestAsync(promotion, cancel),
                await run.Server.Ledger.ProveAsync(promotion, cancel),
                digest,
                where
            );
        }

        return End(
            run,
            walk,
            "who holds the stage now, which the server says"
                + (asked.Files is null ? "; what bytes it serves: compare yours with --files" : "")
                + (asked.Key is null ? "; that the key is the right one: compare it, or give --key" : "")
        );
    }

    // Whoever came back by a rollback, or came in past the gates, was not let in then, whatever was attested of it once.
    private static string PromotionOf(TransitionDto holder, VersionDto version)
    {
        var name = Walk.NameOf(version);
        if (version.Status != "ready")
        {
            throw new RefusedException(
                $"{name} is in {version.Stage}, but {version.Status}: {version.StatusMessage}",
                SignedStatement.Code
            );
        }

        return holder is { Kind: "promotion", Promotion: { } promotion }
            ? promotion
            : throw new RefusedException(
                $"{name} came into {version.Stage} by {holder.Kind.Replace('_', '-')}, not by a promotion: nothing attests that it was let in.",
                SignedStatement.Code
            );
    }

    // The server reads every byte; what it then says they are is what it registered.
    private static async Task<Digest> KeptAsync(Run run, VersionDto version, CancellationToken cancel)
    {
        if (version.Manifest is not { } manifest)
        {
            throw new RefusedException(
                $"The bytes of {Walk.NameOf(version)} are kept elsewhere: nothing can be said of them.",
                SignedStatement.Code
            );
        }

        var read = await run.Server.Versions.VerifyAsync(version.Model, version.Version, cancel);
        return read.Sound
            ? Digest.Parse(manifest).Value
            : throw new RefusedException(string.Join(" ", read.Problems), SignedStatement.Code);
    }

    private static async Task<EvidenceBundleDto> ReadAsync(string file, CancellationToken cancel)
    {
        await using var stream = File.OpenRead(file);
        if (!stream.CanSeek || stream.Length > MaxBytes)
        {
            throw new RefusedException($"'{file}' is no file, or larger than 256 MB.", SignedStatement.Code);
        }

        try
        {
            var bundle = await JsonSerializer.DeserializeAsync(stream, ProtocolJson.Default.EvidenceBundleDto, cancel);
            if (bundle is { Format: EvidenceBundleDto.CurrentFormat, Version: not null, Promotions: not null })
            {
                return bundle;
            }
        }
        catch (JsonException)
        {
            // It is said below.
        }

        throw new RefusedException($"'{file}' is no bundle of evidence.", SignedStatement.Code);
    }

    private static (string Model, string Stage) Split(string text)
    {
        var at = text.LastIndexOf('@');
        return at > 0 && at < text.Length - 1
            ? (text[..at], text[(at + 1)..])
            : throw new UsageException($"'{text}' names no stage: write MODEL@STAGE, e.g. churn@Production.");
    }

    private static int End(Run run, Walk walk, string notProved) =>
        run.Answer(
            walk.Found,
            ProtocolJson.Default.WalkDto,
            (terminal, _) => terminal.Line(Tone.Faint.Of($"Not proved: {notProved}."))
        );

    private sealed record Asked(string Model, string Stage, string? Files, string? Key, string? Bundle);
}
