using System.Diagnostics;
using System.Globalization;

namespace Gradus.Worker.Files;

/// <summary>
/// The folder of one measurement: the model's files under <c>model/</c>, the data set, the job and its result, and an empty
/// folder for the measuring process to work in. It is gone afterwards.
/// </summary>
internal sealed class JobFolder : IDisposable
{
    private readonly string _path;

    private JobFolder(string path) => _path = path;

    /// <summary>Creates a folder under the cache, in this process's part of it.</summary>
    public static JobFolder Create(string cache)
    {
        var jobs = Path.Join(cache, "jobs", Environment.ProcessId.ToString(CultureInfo.InvariantCulture));
        var folder = new JobFolder(Path.Join(jobs, Path.GetRandomFileName()));
        PrivateFolder.Create(folder.Model);
        PrivateFolder.Create(folder.Work);
        return folder;
    }

    /// <summary>Removes what workers that were killed left behind.</summary>
    public static void RemoveAbandoned(string cache)
    {
        var jobs = new DirectoryInfo(Path.Join(cache, "jobs"));
        foreach (var folder in jobs.Exists ? jobs.GetDirectories() : [])
        {
            if (int.TryParse(folder.Name, CultureInfo.InvariantCulture, out var process) && !IsAlive(process))
            {
                Remove(folder.FullName);
            }
        }
    }

    /// <summary>Where the model's files lie.</summary>
    public string Model => Path.Join(_path, "model");

    /// <summary>The data set's file.</summary>
    public string Dataset => Path.Join(_path, "data.csv");

    /// <summary>What the measuring process is told.</summary>
    public string Job => Path.Join(_path, "job.json");

    /// <summary>What it answers.</summary>
    public string Result => Path.Join(_path, "result.json");

    /// <summary>Where it works, empty at first.</summary>
    public string Work => Path.Join(_path, "work");

    /// <inheritdoc/>
    public void Dispose() => Remove(_path);

    private static void Remove(string folder)
    {
        try
        {
            Directory.Delete(folder, recursive: true);
        }
        catch (IOException)
        {
            // Another worker was faster, or will be: what stays is removed when one next starts.
        }
    }

    private static bool IsAlive(int process)
    {
        try
        {
            using var found = Process.GetProcessById(process);
            return true;
        }
        catch (ArgumentException)
        {
            return false;
        }
    }
}
