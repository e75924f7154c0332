using System.Collections.Concurrent;
using System.Security.Cryptography;
using Gradus.Cli.CommandLine;
using Gradus.Core.Artifacts;
using Gradus.Core.Backups;
using Gradus.Protocol.Client;

namespace Gradus.Cli.Backups;

/// <summary>Copies blobs into a folder of backups: those that are there and right are not fetched again.</summary>
/// <param name="server">Where they come from.</param>
/// <param name="folder">The folder of backups.</param>
/// <param name="drafts">Where they lie until they are whole.</param>
internal sealed class BackupBlobs(BlobsClient server, string folder, string drafts)
{
    private const int AtOnce = 4;

    /// <summary>Copies them; answers the digests of those that the server has lost.</summary>
    public async Task<IReadOnlyList<string>> CopyAsync(
        IReadOnlyList<BackupBlob> blobs,
        IProgress<long>? progress,
        CancellationToken cancel
    )
    {
        var lost = new ConcurrentBag<string>();
        var options = new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = cancel };
        await Parallel.ForEachAsync(
            blobs,
            options,
            async (blob, stop) =>
            {
                if (blob.Size is null || !await CopyAsync(blob, stop))
                {
                    lost.Add(blob.Digest.ToString());
                }

                progress?.Report(blob.Size ?? 0);
            }
        );
        return [.. lost.Order(StringComparer.Ordinal)];
    }

    private async Task<bool> CopyAsync(BackupBlob blob, CancellationToken cancel)
    {
        var path = BackupLayout.BlobIn(folder, blob.Digest);
        if (await IsRightAsync(path, blob.Digest, cancel))
        {
            return true;
        }

        var draft = Path.Join(drafts, blob.Digest.Hex);
        if (!await FetchAsync(blob.Digest, draft, cancel))
        {
            return false;
        }

        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.Move(draft, path, overwrite: true);
        return true;
    }

    // What breaks off because the server finds the bytes wrong is lost; what breaks off otherwise is the caller's to hear of.
    private async Task<bool> FetchAsync(Digest digest, string draft, CancellationToken cancel)
    {
        try
        {
            await using var file = File.Create(draft);
            await server.DownloadAsync(digest.ToString(), file, cancel: cancel);
            file.Flush(flushToDisk: true);
        }
        catch (Exception e) when (e is GradusException or GradusUnreachableException or IOException)
        {
            if (await server.ExistsAsync(digest.ToString(), cancel))
            {
                throw;
            }

            return false;
        }

        return await IsRightAsync(draft, digest, cancel)
            ? true
            : throw new RefusedException($"What the server sent is not {digest}; run the command again.", "corrupt");
    }

    private static async Task<bool> IsRightAsync(string path, Digest digest, CancellationToken cancel)
    {
        if (!File.Exists(path))
        {
            return false;
        }

        await using var file = File.OpenRead(path);
        return Digest.FromBytes(await SHA256.HashDataAsync(file, cancel)) == digest;
    }
}
