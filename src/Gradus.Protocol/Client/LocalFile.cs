using System.Security.Cryptography;
using Gradus.Protocol.Models;

namespace Gradus.Protocol.Client;

/// <summary>A file on this machine that is to become part of a version.</summary>
/// <param name="Path">Its path in the version, '/'-separated.</param>
/// <param name="FullPath">Where it lies.</param>
/// <param name="Size">Bytes, when it was found.</param>
internal sealed record LocalFile(string Path, string FullPath, long Size)
{
    /// <summary>The file at a path, under its own name.</summary>
    public static LocalFile At(string path)
    {
        var file = new FileInfo(path);
        return new LocalFile(file.Name, file.FullName, Target(file).Length);
    }

    /// <summary>The one file, or every file of the folder with its path in it.</summary>
    /// <exception cref="FileNotFoundException">There is neither.</exception>
    /// <exception cref="IOException">The folder is empty, or has a link to a folder in it, which could lead anywhere.</exception>
    public static IReadOnlyList<LocalFile> Under(string path)
    {
        if (!Directory.Exists(path))
        {
            return [At(path)];
        }

        var root = System.IO.Path.GetFullPath(path);
        var files = Walk(new DirectoryInfo(root)).Select(file => In(root, file)).ToList();
        files.Sort((a, b) => string.CompareOrdinal(a.Path, b.Path));
        return files.Count > 0 ? files : throw new IOException($"The folder '{path}' has no files in it.");
    }

    public FileStream Open() => Transfer.Open(FullPath);

    /// <summary>Reads the whole file for its digest.</summary>
    public async Task<FileDto> HashAsync(IProgress<long> progress, CancellationToken cancel)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var content = Open();
        await using var _ = content.ConfigureAwait(false);
        var buffer = new byte[Transfer.BufferSize];
        var size = 0L;
        while (await content.ReadAsync(buffer, cancel).ConfigureAwait(false) is > 0 and var count)
        {
            hash.AppendData(buffer, 0, count);
            size += count;
            progress.Report(count);
        }

        return new FileDto(Path, size, $"sha256:{Convert.ToHexStringLower(hash.GetHashAndReset())}");
    }

    private static IEnumerable<FileInfo> Walk(DirectoryInfo folder)
    {
        foreach (var entry in folder.EnumerateFileSystemInfos())
        {
            if (entry is FileInfo file)
            {
                yield return file;
                continue;
            }

            if (entry.LinkTarget is not null)
            {
                throw new IOException(
                    $"'{entry.FullName}' is a link to a folder; copy the folder itself into the model."
                );
            }

            foreach (var inner in Walk((DirectoryInfo)entry))
            {
                yield return inner;
            }
        }
    }

    private static LocalFile In(string root, FileInfo file) =>
        new(
            System.IO.Path.GetRelativePath(root, file.FullName).Replace(System.IO.Path.DirectorySeparatorChar, '/'),
            file.FullName,
            Target(file).Length
        );

    // A link's own length is that of the path in it.
    private static FileInfo Target(FileInfo file) =>
        file.LinkTarget is null ? file : (FileInfo?)file.ResolveLinkTarget(returnFinalTarget: true) ?? file;
}
