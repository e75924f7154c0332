using Gradus.Data.Backups;
using Gradus.Server.Hosting;

namespace Gradus.Server.Backups;

/// <summary>
/// The mark of a restore that has not come to its end, in the data folder: no server serves a folder that has it. The next
/// restore into that folder begins anew.
/// </summary>
internal static class UnfinishedRestore
{
    private const string Name = "restore-unfinished";

    /// <summary>Refuses a folder in which a restore was cut off.</summary>
    /// <exception cref="IOException">One was.</exception>
    public static void AssertNone(string data)
    {
        if (File.Exists(Path.Join(data, Name)))
        {
            throw new IOException(
                $"A restore into {data} did not come to its end, so it is not served; restore into it again."
            );
        }
    }

    /// <summary>Makes the folder and marks it. What a restore that was cut off left there is removed.</summary>
    /// <exception cref="BackupException">Something else is in the folder.</exception>
    public static void Begin(string data)
    {
        var mark = Path.Join(data, Name);
        Directory.CreateDirectory(data);
        if (File.Exists(mark))
        {
            Clear(data);
        }
        else if (Directory.EnumerateFileSystemEntries(data).Any())
        {
            throw new BackupException($"{data} is not empty; restore into an empty folder.");
        }

        File.WriteAllText(mark, "");
        Directory.CreateDirectory(DataFolder.ArtifactsIn(data));
    }

    /// <summary>Leaves the folder as empty as it was.</summary>
    public static void Abandon(string data)
    {
        Clear(data);
        End(data);
    }

    /// <summary>Takes the mark away: the folder may be served.</summary>
    public static void End(string data) => File.Delete(Path.Join(data, Name));

    // The mark is the last to go: whatever is left, it is not served.
    private static void Clear(string data)
    {
        if (Directory.Exists(DataFolder.ArtifactsIn(data)))
        {
            Directory.Delete(DataFolder.ArtifactsIn(data), recursive: true);
        }

        foreach (var file in Directory.GetFiles(data).Where(file => Path.GetFileName(file) != Name))
        {
            File.Delete(file);
        }
    }
}
