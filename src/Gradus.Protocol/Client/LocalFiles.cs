using Gradus.Protocol.Models;

namespace Gradus.Protocol.Client;

/// <summary>Files on this machine, as a version would have them.</summary>
public static class LocalFiles
{
    /// <summary>The one file, or every file of the folder, with its path in the version, its size and its digest.</summary>
    /// <exception cref="FileNotFoundException">There is neither.</exception>
    /// <exception cref="IOException">The folder is empty, or a file cannot be read.</exception>
    public static async Task<IReadOnlyList<FileDto>> HashAsync(string path, CancellationToken cancel)
    {
        var nobody = new Progress<long>();
        var files = new List<FileDto>();
        foreach (var file in LocalFile.Under(path))
        {
            files.Add(await file.HashAsync(nobody, cancel).ConfigureAwait(false));
        }

        return files;
    }
}
