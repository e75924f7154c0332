using System.Security.Cryptography;
using System.Text;
using Gradus.Core.Artifacts;
using Gradus.Core.Errors;
using Gradus.Isolation;

namespace Gradus.Worker.Commands;

/// <summary>
/// The folder of test commands that a worker is started with. Each command works in a copy of it, so that none can change
/// the tests of the next one, whatever the model under test does.
/// </summary>
/// <param name="path">The folder; null if the worker was started without one, and then the copy is empty.</param>
internal sealed class CommandsFolder(string? path)
{
    private const int MaxFiles = 10_000;
    private const long MaxBytes = 1_000_000_000;

    /// <summary>
    /// Copies everything but <c>.git</c>. Modes stay; links stay links, and those that lead out of the folder lead to the
    /// same place as before.
    /// </summary>
    /// <returns>The digest of what was copied: paths, whether executable, contents; null without a folder.</returns>
    public async Task<Result<Digest?>> CopyAsync(string target, CancellationToken ct)
    {
        if (path is null)
        {
            return (Digest?)null;
        }

        if (!Directory.Exists(path))
        {
            return Error.Invalid("The worker's folder of test commands (--commands) is no longer there.");
        }

        var lines = new List<string>();
        var room = MaxBytes;
        foreach (var entry in Entries(new DirectoryInfo(path)))
        {
            var relative = Path.GetRelativePath(path, entry.FullName);
            var copy = Path.Join(target, relative);
            PrivateFolder.Create(Path.GetDirectoryName(copy)!);
            room -= entry is FileInfo { LinkTarget: null } file ? file.Length : 0;
            if (room < 0 || lines.Count == MaxFiles)
            {
                return Error.Invalid(
                    $"The worker's folder of test commands (--commands) holds more than {MaxFiles} files or 1 GB; it is copied for each run, so keep interpreters and data elsewhere."
                );
            }

            lines.Add($"{await CopyAsync(entry, copy, ct).ConfigureAwait(false)} {relative}");
        }

        lines.Sort(StringComparer.Ordinal);
        return (Digest?)Digest.Of(Encoding.UTF8.GetBytes(string.Join('\0', lines)));
    }

    // What it is, for the digest.
    private async Task<string> CopyAsync(FileSystemInfo entry, string copy, CancellationToken ct)
    {
        if (entry.LinkTarget is { } link)
        {
            var leadsTo = Path.GetFullPath(link, Path.GetDirectoryName(entry.FullName)!);
            File.CreateSymbolicLink(copy, IsInside(leadsTo) && !Path.IsPathRooted(link) ? link : leadsTo);
            return $"link {link}";
        }

        if (entry is DirectoryInfo)
        {
            PrivateFolder.Create(copy);
            return "folder";
        }

        File.Copy(entry.FullName, copy);
        var content = File.OpenRead(copy);
        await using var _ = content.ConfigureAwait(false);
        var hash = await SHA256.HashDataAsync(content, ct).ConfigureAwait(false);
        return $"{Digest.FromBytes(hash)} {(IsExecutable(copy) ? "x" : "-")}";
    }

    private bool IsInside(string leadsTo) =>
        leadsTo.StartsWith(
            Path.TrimEndingDirectorySeparator(path!) + Path.DirectorySeparatorChar,
            StringComparison.Ordinal
        );

    private static bool IsExecutable(string file) =>
        !OperatingSystem.IsWindows() && File.GetUnixFileMode(file).HasFlag(UnixFileMode.UserExecute);

    // Links are not followed: each is an entry of its own.
    private static IEnumerable<FileSystemInfo> Entries(DirectoryInfo folder)
    {
        foreach (var entry in folder.EnumerateFileSystemInfos().Where(entry => entry.Name != ".git"))
        {
            yield return entry;
            if (entry is DirectoryInfo { LinkTarget: null } inner)
            {
                foreach (var below in Entries(inner))
                {
                    yield return below;
                }
            }
        }
    }
}
