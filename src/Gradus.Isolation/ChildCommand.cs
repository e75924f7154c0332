using System.Diagnostics;
using System.Globalization;
using System.Reflection;
using System.Runtime.InteropServices;

namespace Gradus.Isolation;

/// <summary>How to start a child process that is the same program as its parent, in a clean environment.</summary>
/// <param name="File">The executable.</param>
/// <param name="Arguments">What comes before the subcommand.</param>
internal sealed record ChildCommand(string File, IReadOnlyList<string> Arguments)
{
    /// <summary>The executable beside a program's assembly; without one, the assembly through <c>dotnet</c>.</summary>
    public static ChildCommand Of(Assembly program)
    {
        var name = program.GetName().Name;
        var executable = Path.Join(AppContext.BaseDirectory, OperatingSystem.IsWindows() ? $"{name}.exe" : name);
        return System.IO.File.Exists(executable)
            ? new ChildCommand(executable, [])
            : new ChildCommand(
                Path.Join(DotnetRoot, OperatingSystem.IsWindows() ? "dotnet.exe" : "dotnet"),
                [Path.Join(AppContext.BaseDirectory, $"{name}.dll")]
            );
    }

    /// <summary>Starts it with nothing of this process's environment.</summary>
    /// <param name="arguments">The subcommand and what it takes.</param>
    /// <param name="folder">Where it works.</param>
    /// <param name="heapBytes">How much memory the .NET runtime may use in it; null for no such limit.</param>
    public Process Start(IReadOnlyList<string> arguments, string folder, long? heapBytes = null)
    {
        var start = new ProcessStartInfo(File, [.. Arguments, .. arguments])
        {
            WorkingDirectory = folder,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment.Clear();
        foreach (var (name, value) in Environment(folder))
        {
            start.Environment[name] = value;
        }

        if (heapBytes is { } limit)
        {
            start.Environment["DOTNET_GCHeapHardLimit"] = limit.ToString("x", CultureInfo.InvariantCulture);
        }

        return Process.Start(start) ?? throw new InvalidOperationException($"{File} did not start.");
    }

    private static Dictionary<string, string> Environment(string folder) =>
        new()
        {
            ["DOTNET_ROOT"] = DotnetRoot,
            ["DOTNET_EnableDiagnostics"] = "0",
            ["HOME"] = folder,
            ["TMPDIR"] = folder,
            ["LANG"] = "C.UTF-8",
        };

    // …/shared/Microsoft.NETCore.App/10.0.0/ lies three below it.
    private static string DotnetRoot { get; } =
        Path.GetFullPath(Path.Join(RuntimeEnvironment.GetRuntimeDirectory(), "..", "..", ".."));
}
