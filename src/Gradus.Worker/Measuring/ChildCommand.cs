using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;

namespace Gradus.Worker.Measuring;

/// <summary>How to start the measuring process: this very program, in a clean environment.</summary>
/// <param name="File">The executable.</param>
/// <param name="Arguments">What comes before the subcommand.</param>
internal sealed record ChildCommand(string File, IReadOnlyList<string> Arguments)
{
    /// <summary>The executable beside this assembly; without one, the assembly through <c>dotnet</c>.</summary>
    public static ChildCommand OfThisProgram()
    {
        var name = typeof(ChildCommand).Assembly.GetName().Name;
        var executable = Path.Join(AppContext.BaseDirectory, OperatingSystem.IsWindows() ? $"{name}.exe" : name);
        return System.IO.File.Exists(executable)
            ? new ChildCommand(executable, [])
            : new ChildCommand(
                Path.Join(DotnetRoot, OperatingSystem.IsWindows() ? "dotnet.exe" : "dotnet"),
                [Path.Join(AppContext.BaseDirectory, $"{name}.dll")]
            );
    }

    /// <summary>Starts it on a job, in an empty folder, with nothing of this process's environment.</summary>
    public Process Start(string job, string result, string folder, long memoryBytes)
    {
        var start = new ProcessStartInfo(File, [.. Arguments, "measure", job, result])
        {
            WorkingDirectory = folder,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment.Clear();
        foreach (var (name, value) in Environment(folder, memoryBytes))
        {
            start.Environment[name] = value;
        }

        return Process.Start(start) ?? throw new InvalidOperationException($"{File} did not start.");
    }

    private static Dictionary<string, string> Environment(string folder, long memoryBytes) =>
        new()
        {
            ["DOTNET_ROOT"] = DotnetRoot,
            ["DOTNET_GCHeapHardLimit"] = memoryBytes.ToString("x", CultureInfo.InvariantCulture),
            ["DOTNET_EnableDiagnostics"] = "0",
            ["HOME"] = folder,
            ["TMPDIR"] = folder,
            ["LANG"] = "C.UTF-8",
        };

    // …/shared/Microsoft.NETCore.App/10.0.0/ lies three below it.
    private static string DotnetRoot { get; } =
        Path.GetFullPath(Path.Join(RuntimeEnvironment.GetRuntimeDirectory(), "..", "..", ".."));
}
