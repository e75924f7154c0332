using System.Security.Cryptography;
using Gradus.Core.Artifacts;
using Gradus.Core.Backups;
using Gradus.Data.Backups;
using Gradus.Data.Sqlite;

namespace Gradus.Server.Backups;

/// <summary>
/// Checks a backup by restoring its rows into a file that is thrown away, so that what it says is what a restore would say, and
/// by hashing every blob.
/// </summary>
internal static class BackupCheck
{
    /// <summary>Checks all of it.</summary>
    /// <exception cref="BackupException">Something is wrong.</exception>
    public static async Task RunAsync(BackupSource source, Action<string> tell)
    {
        var folder = Directory.CreateTempSubdirectory("gradus-backup-");
        try
        {
            await using var target = SqliteRestore.Create(Path.Join(folder.FullName, "gradus.db"), TimeProvider.System);
            var content = await source.LoadAsync(target);
            tell($"{content.Rows} rows are what the ledger of {content.Ledger.Size} records tells, as it was signed.");
            var lost = source.Manifest.Lost.ToHashSet(StringComparer.Ordinal);
            var there = content.Blobs.Where(blob => blob.Size is not null && !lost.Contains(blob.Digest.ToString()));
            tell($"{await HashAsync(source, there)} blobs are what their digests say.");
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static async Task<int> HashAsync(BackupSource source, IEnumerable<BackupBlob> blobs)
    {
        var count = 0;
        foreach (var blob in blobs)
        {
            await using var file = source.OpenBlob(blob.Digest);
            if (Digest.FromBytes(await SHA256.HashDataAsync(file)) != blob.Digest)
            {
                throw new BackupException($"The backup is not sound: {file.Name} is not what its digest says.");
            }

            count++;
        }

        return count;
    }
}
