using System.Diagnostics;

namespace Gradus.Server.Hosting;

/// <summary>Where the worker program is, and how it is started.</summary>
internal sealed record WorkerProgram(string File)
{
    private const string Variable = "GRADUS_WORKER_PROGRAM";

    /// <summary>
    /// What GRADUS_WORKER_PROGRAM names; else the program beside the server's, or in a folder "worker" next to the
    /// server's; null if there is none.
    /// </summary>
    public static WorkerProgram? Find()
    {
        if (Environment.GetEnvironmentVariable(Variable) is { Length: > 0 } named)
        {
            return new WorkerProgram(named);
        }

        var here = AppContext.BaseDirectory;
        string[] folders = [here, Path.Join(here, "..", "worker")];
        return folders
            .Select(folder => Path.GetFullPath(Path.Join(folder, "gradus-worker.dll")))
            .Where(System.IO.File.Exists)
            .Select(file => new WorkerProgram(file))
            .FirstOrDefault();
    }

    /// <summary>Starts it; its log goes where the server's goes.</summary>
    /// <param name="arguments">Its arguments.</param>
    /// <param name="token">What it shows to the server; in its environment, where other users of the machine do not see it.</param>
    public Process Start(IEnumerable<string> arguments, string token)
    {
        var isAssembly = File.EndsWith(".dll", StringComparison.OrdinalIgnoreCase);
        var start = new ProcessStartInfo(isAssembly ? Environment.ProcessPath ?? "dotnet" : File)
        {
            UseShellExecute = false,
        };
        if (isAssembly && !Path.GetFileNameWithoutExtension(start.FileName).Equals("dotnet", StringComparison.Ordinal))
        {
            // The server runs as an executable of its own: the worker has one too.
            start.FileName = Path.ChangeExtension(File, OperatingSystem.IsWindows() ? ".exe" : null);
        }
        else if (isAssembly)
        {
            start.ArgumentList.Add(File);
        }

        start.Environment["GRADUS_TOKEN"] = token;
        foreach (var argument in arguments)
        {
            start.ArgumentList.Add(argument);
        }

        return Process.Start(start) ?? throw new IOException($"The worker program {File} could not be started.");
    }
}
