using System.Diagnostics;
using System.Globalization;
using Gradus.Isolation;

namespace Gradus.Worker.Files;

/// <summary>
/// The folder of one piece of work: the model's files under <c>model/</c>, the data set or the incumbent's files, the job and
/// its result, and folders for the child process to work in. It is gone afterwards.
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
        PrivateFolder.Create(folder.Home);
        PrivateFolder.Create(folder.Temporary);
        PrivateFolder.Create(folder.Reports);
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

    /// <summary>The folder itself.</summary>
    public string Root => _path;

    /// <summary>Where the model's files lie.</summary>
    public string Model => Path.Join(_path, "model");

    /// <summary>The data set's file.</summary>
    public string Dataset => Path.Join(_path, "data");

    /// <summary>The file of the data set that it is held against.</summary>
    public string Reference => Path.Join(_path, "reference");

    /// <summary>What the child leaves for others: predictions, or a report.</summary>
    public string Output => Path.Join(_path, "output");

    /// <summary>The candidate's predictions.</summary>
    public string CandidatePredictions => Path.Join(_path, "candidate.parquet");

    /// <summary>The incumbent's predictions.</summary>
    public string IncumbentPredictions => Path.Join(_path, "incumbent.parquet");

    /// <summary>Where the files of the version lie that holds the stage; not there if none does.</summary>
    public string Incumbent => Path.Join(_path, "incumbent");

    /// <summary>What the child process is told.</summary>
    public string Job => Path.Join(_path, "job.json");

    /// <summary>What it answers.</summary>
    public string Result => Path.Join(_path, "result.json");

    /// <summary>Where it works, empty at first.</summary>
    public string Work => Path.Join(_path, "work");

    /// <summary>A test command's home, empty at first.</summary>
    public string Home => Path.Join(_path, "home");

    /// <summary>A test command's folder for temporary files.</summary>
    public string Temporary => Path.Join(_path, "tmp");

    /// <summary>Where a test command leaves its report.</summary>
    public string Reports => Path.Join(_path, "report");

    /// <inheritdoc/>
    public void Dispose() => Remove(_path);

    private static void Remove(string folder)
    {
        try
        {
            Directory.Delete(folder, recursive: true);
        }
        catch (Exception e) when (e is UnauthorizedAccessException or IOException)
        {
            // Another worker was faster, or will be; or what ran here took the right to write away.
            OpenAndRemove(folder);
        }
    }

    // What still stays is removed when a worker next starts.
    private static void OpenAndRemove(string folder)
    {
        try
        {
            var below = new EnumerationOptions
            {
                RecurseSubdirectories = true,
                AttributesToSkip = FileAttributes.ReparsePoint,
            };
            PrivateFolder.Open(folder);
            foreach (var inner in Directory.EnumerateDirectories(folder, "*", below))
            {
                PrivateFolder.Open(inner);
            }

            Directory.Delete(folder, recursive: true);
        }
        catch (Exception e) when (e is UnauthorizedAccessException or IOException) { }
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
