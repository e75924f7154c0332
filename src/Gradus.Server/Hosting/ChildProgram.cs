using System.Diagnostics;

namespace Gradus.Server.Hosting;

/// <summary>A program of Gradus's that runs beside the server: where it is, and how it is started.</summary>
internal sealed record ChildProgram(string File)
{
    /// <summary>
    /// What GRADUS_…_PROGRAM names; else the program gradus-… beside the server's, or in a folder of its name next to the
    /// server's; null if there is none.
    /// </summary>
    /// <param name="name">worker or serving.</param>
    public static ChildProgram? Find(string name)
    {
        if (Environment.GetEnvironmentVariable($"GRADUS_{name.ToUpperInvariant()}_PROGRAM") is { Length: > 0 } named)
        {
            return new ChildProgram(named);
        }

        var here = AppContext.BaseDirectory;
        string[] folders = [here, Path.Join(here, "..", name)];
        return folders
            .Select(folder => Path.GetFullPath(Path.Join(folder, $"gradus-{name}.dll")))
            .Where(System.IO.File.Exists)
            .Select(file => new ChildProgram(file))
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
            // The server runs as an executable of its own: its children have one too.
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

        return Process.Start(start) ?? throw new IOException($"The program {File} could not be started.");
    }
}
