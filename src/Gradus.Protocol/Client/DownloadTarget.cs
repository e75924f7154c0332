using System.Security.Cryptography;
using Gradus.Protocol.Models;

namespace Gradus.Protocol.Client;

/// <summary>Where a version's file goes. It gets its name only when all its bytes are there and match their digest.</summary>
internal sealed record DownloadTarget(FileDto File, string FullPath)
{
    /// <summary>The file's place under a folder. A path that would lead out of the folder is refused, whoever sent it.</summary>
    public static DownloadTarget In(string folder, FileDto file)
    {
        var root = Path.TrimEndingDirectorySeparator(Path.GetFullPath(folder)) + Path.DirectorySeparatorChar;
        var full = Path.GetFullPath(Path.Combine(root, file.Path));
        if (!full.StartsWith(root, StringComparison.Ordinal))
        {
            throw new IOException($"'{file.Path}' leads out of '{folder}'; nothing was written.");
        }

        return System.IO.File.Exists(full)
            ? throw new IOException($"'{full}' exists already; choose another folder or remove it.")
            : new DownloadTarget(file, full);
    }

    /// <summary>Receives the file beside its place, checks it, and moves it there.</summary>
    public async Task FillAsync(Func<Stream, CancellationToken, Task> receive, CancellationToken cancel)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(FullPath)!);
        var partial = FullPath + ".partial";
        try
        {
            var digest = await ReceiveAsync(partial, receive, cancel).ConfigureAwait(false);
            if (digest != File.Digest)
            {
                throw new IOException($"'{File.Path}' arrived as {digest}, but is registered as {File.Digest}.");
            }

            System.IO.File.Move(partial, FullPath);
        }
        catch
        {
            System.IO.File.Delete(partial);
            throw;
        }
    }

    private static async Task<string> ReceiveAsync(
        string path,
        Func<Stream, CancellationToken, Task> receive,
        CancellationToken cancel
    )
    {
        using var hash = SHA256.Create();
        var file = new FileStream(path, FileMode.Create, FileAccess.Write, FileShare.None, Transfer.BufferSize);
        await using (file.ConfigureAwait(false))
        {
            var hashing = new CryptoStream(file, hash, CryptoStreamMode.Write, leaveOpen: true);
            await using (hashing.ConfigureAwait(false))
            {
                await receive(hashing, cancel).ConfigureAwait(false);
            }
        }

        return $"sha256:{Convert.ToHexStringLower(hash.Hash!)}";
    }
}
