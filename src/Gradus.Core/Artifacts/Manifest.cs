using System.Text;
using Gradus.Core.Errors;

namespace Gradus.Core.Artifacts;

/// <summary>One file of a model: where it stands in it, its size in bytes, the digest of its bytes.</summary>
public sealed record ManifestFile(ArtifactPath Path, long Size, Digest Digest);

/// <summary>
/// What a model version consists of, file by file, with one digest over the whole. Two versions with the same bytes at the
/// same paths have the same digest.
/// </summary>
public sealed record Manifest
{
    /// <summary>The most files a manifest may list.</summary>
    public const int MaxFiles = 10_000;

    private Manifest(IReadOnlyList<ManifestFile> files)
    {
        Files = files;
        Digest = DigestOf(files);
        Size = files.Sum(file => file.Size);
    }

    /// <summary>The files, ordered by path (ordinal).</summary>
    public IReadOnlyList<ManifestFile> Files { get; }

    /// <summary>SHA-256 over the lines "digest size path\n" in path order, UTF-8.</summary>
    public Digest Digest { get; }

    /// <summary>Bytes of all files together.</summary>
    public long Size { get; }

    /// <summary>Puts files together; refuses none, too many, the same path twice, and a file where a folder stands.</summary>
    public static Result<Manifest> Create(IEnumerable<ManifestFile> files)
    {
        var ordered = files.OrderBy(file => file.Path.Value, StringComparer.Ordinal).ToList();
        if (ordered.Count is 0 or > MaxFiles)
        {
            return Error.Invalid($"A manifest lists 1 to {MaxFiles} files; this one has {ordered.Count}.", "files");
        }

        var paths = new HashSet<string>(StringComparer.Ordinal);
        var room = long.MaxValue;
        foreach (var file in ordered)
        {
            if (file.Size < 0)
            {
                return Error.Invalid($"File '{file.Path}' has a negative size.", "files");
            }

            room -= file.Size;
            if (room < 0)
            {
                return Error.Invalid("The files are larger together than can be counted.", "files");
            }

            if (!paths.Add(file.Path.Value))
            {
                return Error.Invalid($"File '{file.Path}' is listed twice.", "files");
            }
        }

        foreach (var file in ordered)
        {
            if (file.Path.SelfAndAncestors().SkipLast(1).FirstOrDefault(paths.Contains) is { } folder)
            {
                return Error.Invalid($"'{folder}' is listed as a file and as the folder of '{file.Path}'.", "files");
            }
        }

        return new Manifest(ordered);
    }

    private static Digest DigestOf(IReadOnlyList<ManifestFile> files)
    {
        var text = new StringBuilder();
        foreach (var file in files)
        {
            text.Append(file.Digest.Hex).Append(' ').Append(file.Size).Append(' ').Append(file.Path.Value).Append('\n');
        }

        return Artifacts.Digest.Of(Encoding.UTF8.GetBytes(text.ToString()));
    }
}
