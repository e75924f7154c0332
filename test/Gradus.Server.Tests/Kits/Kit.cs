using System.Diagnostics;

namespace Gradus.Server.Tests.Kits;

/// <summary>The shell part of a ready-made pipeline step in kits/, run as the CI system would: with its values in the environment.</summary>
/// <param name="File">The kit's file, below kits/.</param>
/// <param name="Begins">The line after which the shell part begins.</param>
internal sealed record Kit(string File, string Begins)
{
    private const string Shell = "bash";

    /// <summary>Runs it in a folder of its own.</summary>
    /// <param name="folder">The job's folder.</param>
    /// <param name="values">What the pipeline sets.</param>
    public async Task<(int ExitCode, string Output)> RunAsync(string folder, IReadOnlyDictionary<string, string> values)
    {
        var start = new ProcessStartInfo(Shell, ["-e", "-c", ReadScript()])
        {
            WorkingDirectory = folder,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment.Clear();
        start.Environment["PATH"] = $"{ProgramFolder()}:{Environment.GetEnvironmentVariable("PATH")}";
        start.Environment["HOME"] = folder;
        start.Environment["DOTNET_ROOT"] = Environment.GetEnvironmentVariable("DOTNET_ROOT");
        foreach (var (name, value) in values)
        {
            start.Environment[name] = value;
        }

        using var process = Process.Start(start)!;
        var output = process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        var errors = process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        return (process.ExitCode, await output + await errors);
    }

    // The block that is indented below the line where it begins.
    private string ReadScript()
    {
        var lines = System.IO.File.ReadAllLines(Path.Join(Root(), "kits", File));
        var begin = Array.FindIndex(lines, line => line.Trim() == Begins) + 1;
        begin.ShouldBeGreaterThan(0);
        var indent = lines[begin].Length - lines[begin].TrimStart().Length;
        var script = lines
            .Skip(begin)
            .TakeWhile(line => line.Length - line.TrimStart().Length >= indent && line.Trim() != "'''")
            .Select(line => line[indent..]);
        return string.Join('\n', script);
    }

    // The command line as the solution builds it, in the same configuration as the tests.
    private static string ProgramFolder()
    {
        var configuration = Path.GetFileName(Path.TrimEndingDirectorySeparator(AppContext.BaseDirectory));
        return Path.Join(Root(), "artifacts", "bin", "Gradus.Cli", configuration);
    }

    private static string Root()
    {
        var folder = AppContext.BaseDirectory;
        while (!System.IO.File.Exists(Path.Join(folder, "Gradus.slnx")))
        {
            folder = Path.GetDirectoryName(folder) ?? throw new InvalidOperationException("Not in the repository.");
        }

        return folder;
    }
}
