using System.Security.Cryptography;
using System.Text.Json;
using Gradus.Core.Artifacts;
using Gradus.Core.Backups;
using Gradus.Data.Backups;
using Gradus.Protocol;
using Gradus.Protocol.Backups;

namespace Gradus.Server.Backups;

/// <summary>A backup on the disk: its manifest, its rows, and the blobs of the folder in which it lies.</summary>
internal sealed class BackupSource
{
    private readonly string _folder;
    private readonly string _path;

    private BackupSource(string folder, string path, BackupManifestDto manifest)
    {
        _folder = folder;
        _path = path;
        Manifest = manifest;
    }

    /// <summary>What it says that it is.</summary>
    public BackupManifestDto Manifest { get; }

    /// <summary>Its name.</summary>
    public string Name => Path.GetFileName(_path);

    /// <summary>Finds a backup: the folder of one, or the newest in a folder of backups.</summary>
    /// <exception cref="BackupException">There is none, or its manifest cannot be read.</exception>
    public static BackupSource Find(string from)
    {
        var full = Path.TrimEndingDirectorySeparator(Path.GetFullPath(from));
        var path =
            HasManifest(full) ? full
            : Directory.Exists(full)
                ? Directory.GetDirectories(full).Where(HasManifest).Order(StringComparer.Ordinal).LastOrDefault()
            : null;
        return path is null
            ? throw new BackupException($"There is no backup in {full}.")
            : new BackupSource(
                Path.GetDirectoryName(path)!,
                path,
                ReadManifest(Path.Join(path, BackupLayout.Manifest))
            );
    }

    /// <summary>Refuses a backup whose rows are not those that were written, or whose ledger is signed with another key.</summary>
    /// <exception cref="BackupException">They are not, or it is.</exception>
    public async Task AssertUnchangedAsync(string? trustedKey)
    {
        await using var file = OpenRegistry();
        var digest = Digest.FromBytes(await SHA256.HashDataAsync(file));
        if (digest.ToString() != Manifest.Registry)
        {
            throw new BackupException($"{file.Name} is not what was written: its digest is {digest}.");
        }

        if (trustedKey is not null && trustedKey.Trim() != Manifest.Key)
        {
            throw new BackupException(
                $"The backup is signed with the key {Manifest.Key}, not with the one that you trust."
            );
        }
    }

    /// <summary>Puts the rows into an empty registry and checks them.</summary>
    /// <exception cref="BackupException">They are not sound.</exception>
    public async Task<BackupContent> LoadAsync(RestoreTarget target)
    {
        await using var file = OpenRegistry();
        try
        {
            return await new BackupLoad(target).RunAsync(BackupFiles.ReadLinesAsync(file));
        }
        catch (InvalidDataException e)
        {
            throw new BackupException($"{file.Name} cannot be read: {e.Message}");
        }
    }

    /// <summary>The file of a blob.</summary>
    /// <exception cref="BackupException">It is not there.</exception>
    public FileStream OpenBlob(Digest digest)
    {
        var path = BackupLayout.BlobIn(_folder, digest);
        return File.Exists(path)
            ? File.OpenRead(path)
            : throw new BackupException($"The backup is not whole: {path} is missing.");
    }

    private static bool HasManifest(string path) => File.Exists(Path.Join(path, BackupLayout.Manifest));

    private static BackupManifestDto ReadManifest(string file)
    {
        try
        {
            using var stream = File.OpenRead(file);
            var manifest = JsonSerializer.Deserialize(stream, ProtocolJson.Default.BackupManifestDto);
            return manifest?.Format == BackupHeader.Format
                ? manifest
                : throw new BackupException($"{file} is of a format that this Gradus does not read.");
        }
        catch (JsonException e)
        {
            throw new BackupException($"{file} is no manifest of a backup: {e.Message}");
        }
    }

    private FileStream OpenRegistry()
    {
        var file = Path.Join(_path, BackupLayout.Registry);
        return File.Exists(file)
            ? File.OpenRead(file)
            : throw new BackupException($"The backup is not whole: {file} is missing.");
    }
}
