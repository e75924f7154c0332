using Gradus.Core.Artifacts;
using Gradus.Core.Faults;

namespace Gradus.Artifacts.Local;

/// <summary>
/// Where things lie under a store's root: <c>tmp/</c> for uploads under way, <c>blobs/sha256/ab/abcd…</c> for blobs, and how
/// these folders come to be. A symbolic link in the place of any of them is refused, for it would move the store elsewhere.
/// </summary>
internal sealed class BlobLayout(string root)
{
    private readonly string _drafts = Path.Join(root, "tmp");
    private readonly string _shards = Path.Join(root, "blobs", "sha256");

    // A folder that is there may still be lost if the process that made it died before it flushed the parent: each is
    // flushed once before it is relied on.
    private readonly HashSet<string> _durableShards = [];

    /// <summary>Where a blob lies.</summary>
    public string PathOf(Digest digest) => Path.Join(ShardOf(digest), digest.Hex);

    /// <summary>The folder in which a blob lies.</summary>
    public string ShardOf(Digest digest) => Path.Join(_shards, digest.Hex[..2]);

    /// <summary>A name for an upload that nobody has used or can guess.</summary>
    public string NewDraftPath() => Path.Join(_drafts, Guid.NewGuid().ToString("N"));

    /// <summary>Makes the folders that all blobs share.</summary>
    public void Prepare(DiskCalls disk)
    {
        CreateFolder(root, disk);
        CreateFolder(Path.Join(root, "blobs"), disk);
        CreateFolder(_shards, disk);
        CreateFolder(_drafts, disk);
    }

    /// <summary>Makes the folder for a blob.</summary>
    public void PrepareShard(Digest digest, DiskCalls disk)
    {
        var shard = ShardOf(digest);
        lock (_durableShards)
        {
            if (_durableShards.Contains(shard) && Directory.Exists(shard))
            {
                RefuseLink(shard);
                return;
            }

            CreateFolder(shard, disk);
            _durableShards.Add(shard);
        }
    }

    /// <summary>Removes uploads that no living process holds open.</summary>
    public void RemoveAbandonedDrafts()
    {
        foreach (var draft in Directory.EnumerateFiles(_drafts))
        {
            if (IsLink(draft) || !IsHeld(draft))
            {
                File.Delete(draft);
            }
        }
    }

    /// <summary>Every blob, shard by shard. Files of other names are none.</summary>
    public IEnumerable<(Digest Digest, string Path)> Blobs()
    {
        foreach (var shard in Directory.GetDirectories(_shards).Where(folder => !IsLink(folder)))
        {
            foreach (var path in Directory.GetFiles(shard))
            {
                if (Digest.Parse(Path.GetFileName(path)).Try(out var digest, out _) && PathOf(digest) == path)
                {
                    yield return (digest, path);
                }
            }
        }
    }

    /// <summary>Whether a symbolic link stands there.</summary>
    public static bool IsLink(string path) => new FileInfo(path).LinkTarget is not null;

    /// <summary>Whether there is a file, and it is neither a folder nor a symbolic link.</summary>
    public static bool IsRegular(FileInfo file) => file.Exists && file.LinkTarget is null;

    private static void CreateFolder(string path, DiskCalls disk)
    {
        RefuseLink(path);
        var parent = Path.GetDirectoryName(path)!;
        if (!Directory.Exists(parent))
        {
            CreateFolder(parent, disk);
        }

        if (OperatingSystem.IsWindows())
        {
            Directory.CreateDirectory(path);
        }
        else
        {
            Directory.CreateDirectory(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }

        Failpoints.Pass(Failpoint.FolderMade);
        disk.FlushFolder(parent);
    }

    private static void RefuseLink(string path)
    {
        if (IsLink(path))
        {
            throw new IOException($"'{path}' is a symbolic link; the artifact store wants a folder of its own there.");
        }
    }

    // Whoever writes a draft holds its lock (see BlobDraft); the system drops it when the process ends, however it ends.
    // Asking to write too keeps the call from waiting at a pipe.
    private static bool IsHeld(string draft)
    {
        try
        {
            using var file = File.OpenHandle(draft, FileMode.Open, FileAccess.ReadWrite, FileShare.None);
            return false;
        }
        catch (FileNotFoundException)
        {
            return false;
        }
        catch (IOException)
        {
            return true;
        }
    }
}
