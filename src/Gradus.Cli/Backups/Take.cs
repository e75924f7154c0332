using Gradus.Cli.CommandLine;
using Gradus.Cli.Screen;
using Gradus.Protocol;
using Gradus.Protocol.Backups;

namespace Gradus.Cli.Backups;

/// <summary><c>gradus backup FOLDER</c></summary>
internal static class Take
{
    public static Verb Create()
    {
        var folder = Words.Text("folder", "FOLDER", "The folder of backups; it is made if there is none.");
        var verb = new Verb("backup", "Back the whole registry up while it is served.")
        {
            Group = Root.Rest,
            Arguments = { folder },
            Notes =
            [
                "Each backup is a folder in FOLDER, named by its time. Bytes that an earlier one has are not copied again, but "
                    + "hashed. The ledger's private key is not in it: keep a copy of that elsewhere.",
            ],
            Examples = ["backup /mnt/backups/gradus", "backup /mnt/backups/gradus --json"],
        };
        verb.Add(Elsewhere.Verify());
        verb.Does((run, cancel) => TakeAsync(run, Path.GetFullPath(run.Get(folder)), cancel));
        return verb;
    }

    private static async Task<int> TakeAsync(Run run, string folder, CancellationToken cancel)
    {
        using var draft = BackupDraft.Begin(folder);
        var content = await draft.ReceiveRegistryAsync(run.Server.Backup, cancel);
        var lost = await DownloadBar.ShowAsync(
            run.Terminal,
            content.Blobs.Sum(blob => blob.Size ?? 0),
            progress => new BackupBlobs(run.Server.Blobs, folder, draft.Path).CopyAsync(content.Blobs, progress, cancel)
        );
        var (manifest, path) = await draft.CompleteAsync(content, lost, cancel);
        foreach (var digest in lost)
        {
            run.Terminal.Complain($"The registry has lost the bytes {digest}: they are not in the backup.");
        }

        run.Answer(manifest, ProtocolJson.Default.BackupManifestDto, (_, _) => Tell(run, manifest, path));
        return lost.Count == 0 ? ExitCode.Done : ExitCode.Refused;
    }

    private static void Tell(Run run, BackupManifestDto manifest, string path) =>
        run.Done(
            $"{manifest.Rows} rows, {manifest.Records} records of the ledger and {manifest.Blobs} blobs, {Shown.Size(manifest.BlobSize)}, are in {path}."
        );
}
