using System.IO.Compression;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Gradus.Cli.CommandLine;
using Gradus.Core.Artifacts;
using Gradus.Core.Backups;
using Gradus.Protocol;
using Gradus.Protocol.Backups;
using Gradus.Protocol.Client;

namespace Gradus.Cli.Backups;

/// <summary>What a registry's rows name besides themselves.</summary>
/// <param name="At">When they were so.</param>
/// <param name="Blobs">The blobs.</param>
/// <param name="End">How many rows, and the signed ledger.</param>
internal sealed record RegistryContent(DateTimeOffset At, IReadOnlyList<BackupBlob> Blobs, BackupEnd End);

/// <summary>A backup that is being made, under a name by which nobody takes it for one; removed unless it was completed.</summary>
internal sealed class BackupDraft : IDisposable
{
    private readonly string _folder;

    private BackupDraft(string folder, string path)
    {
        _folder = folder;
        Path = path;
    }

    /// <summary>Where it lies.</summary>
    public string Path { get; }

    private string Registry => System.IO.Path.Join(Path, BackupLayout.Registry);

    /// <summary>Begins a backup in a folder of backups.</summary>
    public static BackupDraft Begin(string folder)
    {
        var path = System.IO.Path.Join(folder, $".{Guid.NewGuid():N}.part");
        Directory.CreateDirectory(path);
        return new BackupDraft(folder, path);
    }

    /// <summary>Receives the registry's rows and reads what they name.</summary>
    public async Task<RegistryContent> ReceiveRegistryAsync(BackupClient server, CancellationToken cancel)
    {
        await using (var file = File.Create(Registry))
        {
            await server.DownloadAsync(file, cancel);
            file.Flush(flushToDisk: true);
        }

        return await ReadAsync(cancel);
    }

    /// <summary>Writes what the backup is and gives it its name.</summary>
    public async Task<(BackupManifestDto Manifest, string Path)> CompleteAsync(
        RegistryContent content,
        IReadOnlyList<string> lost,
        CancellationToken cancel
    )
    {
        var sizes = content
            .Blobs.Where(blob => !lost.Contains(blob.Digest.ToString()))
            .Select(blob => blob.Size!.Value);
        await using var registry = File.OpenRead(Registry);
        var manifest = new BackupManifestDto(
            Format: BackupHeader.Format,
            At: content.At.ToUnixTimeMilliseconds(),
            Registry: Digest.FromBytes(await SHA256.HashDataAsync(registry, cancel)).ToString(),
            RegistrySize: registry.Length,
            Rows: content.End.Rows,
            Records: content.End.Records,
            Checkpoint: content.End.Checkpoint,
            Key: content.End.Key,
            Blobs: sizes.Count(),
            BlobSize: sizes.Sum(),
            Lost: lost
        );
        await using (var file = File.Create(System.IO.Path.Join(Path, BackupLayout.Manifest)))
        {
            await JsonSerializer.SerializeAsync(file, manifest, ProtocolJson.Default.BackupManifestDto, cancel);
            file.Flush(flushToDisk: true);
        }

        var path = System.IO.Path.Join(_folder, BackupLayout.NameOf(content.At));
        Directory.Move(Path, path);
        return (manifest, path);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (Directory.Exists(Path))
        {
            Directory.Delete(Path, recursive: true);
        }
    }

    // Rows are passed over: whether they are right is told by verifying.
    private async Task<RegistryContent> ReadAsync(CancellationToken cancel)
    {
        await using var file = File.OpenRead(Registry);
        await using var plain = new GZipStream(file, CompressionMode.Decompress);
        using var reader = new StreamReader(plain, Encoding.UTF8);
        var (at, blobs, end) = (DateTimeOffset.UnixEpoch, new List<BackupBlob>(), (BackupEnd?)null);
        while (await reader.ReadLineAsync(cancel) is { } line)
        {
            switch (line.StartsWith('[') ? null : BackupText.Parse(line).Value)
            {
                case BackupHeader header:
                    at = header.At;
                    break;
                case BackupBlob blob:
                    blobs.Add(blob);
                    break;
                case BackupEnd last:
                    end = last;
                    break;
            }
        }

        return new RegistryContent(
            at,
            blobs,
            end ?? throw new RefusedException("The server's answer was cut off; run the command again.", "cut_off")
        );
    }
}
