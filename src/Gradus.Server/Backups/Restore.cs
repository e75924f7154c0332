using Gradus.Artifacts.Local;
using Gradus.Core.Backups;
using Gradus.Core.Faults;
using Gradus.Data.Backups;
using Gradus.Server.Artifacts;
using Gradus.Server.Hosting;

namespace Gradus.Server.Backups;

/// <summary>Makes a registry of a backup, in an empty place: whole and checked, or not at all.</summary>
internal static class Restore
{
    /// <summary>Restores and tells how it went.</summary>
    /// <param name="source">The backup.</param>
    /// <param name="place">Where to.</param>
    /// <param name="tell">Takes sentences for people.</param>
    /// <exception cref="BackupException">The backup is not sound, or the place not empty; nothing there is served.</exception>
    public static async Task RunAsync(BackupSource source, RegistryPlace place, Action<string> tell)
    {
        UnfinishedRestore.Begin(place.Data);
        Failpoints.Pass(Failpoint.RestoreMarked);
        try
        {
            await FillAsync(source, place, tell);
        }
        catch
        {
            UnfinishedRestore.Abandon(place.Data);
            throw;
        }

        Failpoints.Pass(Failpoint.RestoreCompleted);
        UnfinishedRestore.End(place.Data);
    }

    private static async Task FillAsync(BackupSource source, RegistryPlace place, Action<string> tell)
    {
        await using var target = await place.CreateAsync();
        var content = await source.LoadAsync(target);
        Failpoints.Pass(Failpoint.RestoreLoaded);
        tell($"{content.Rows} rows are what the ledger of {content.Ledger.Size} records tells, as it was signed.");
        await CopyBlobsAsync(source, content, place.Data, tell);
        Failpoints.Pass(Failpoint.RestoreBlobsCopied);
        if (content.Store is { } store)
        {
            StoreIdentity.Write(DataFolder.ArtifactsIn(place.Data), store);
            Failpoints.Pass(Failpoint.RestoreStoreNamed);
        }

        DurableFile.Write(DataFolder.CheckpointIn(place.Data), source.Manifest.Checkpoint);
        Failpoints.Pass(Failpoint.RestoreCheckpointWritten);
        await place.CompleteAsync(target);
    }

    private static async Task CopyBlobsAsync(
        BackupSource source,
        BackupContent content,
        string data,
        Action<string> tell
    )
    {
        var blobs = LocalBlobStore.Open(DataFolder.ArtifactsIn(data));
        var (count, bytes) = (0, 0L);
        foreach (var blob in content.Blobs.Where(blob => blob.Size is not null && !IsLost(source, blob)))
        {
            await using var file = source.OpenBlob(blob.Digest);
            if (
                !(await blobs.PutAsync(file, null, blob.Digest, CancellationToken.None)).Try(out var put, out var error)
            )
            {
                throw new BackupException($"{file.Name} cannot be restored: {error.Message}");
            }

            count++;
            bytes += put.Size;
        }

        tell($"{count} blobs ({bytes} bytes) are what their digests say.");
        if (source.Manifest.Lost.Count > 0)
        {
            tell(
                $"{source.Manifest.Lost.Count} blobs were lost before the backup was made: {source.Manifest.Lost[0]} …"
            );
        }
    }

    private static bool IsLost(BackupSource source, BackupBlob blob) =>
        source.Manifest.Lost.Contains(blob.Digest.ToString());
}
