using System.Diagnostics;

namespace Gradus.Load.Servers;

/// <summary>The natively compiled command line.</summary>
internal static class Cli
{
    /// <summary>The one that the options name, or the one that ./gradus builds, brought up to date.</summary>
    /// <exception cref="LoadException">It does not build.</exception>
    public static string Make(LoadOptions options)
    {
        if (options.Cli is { } given)
        {
            return Path.GetFullPath(given);
        }

        using var wrapper = Process.Start(
            new ProcessStartInfo(Path.Join(options.Root, "gradus"), ["--version"]) { RedirectStandardOutput = true }
        )!;
        var output = wrapper.StandardOutput.ReadToEnd();
        wrapper.WaitForExit();
        return wrapper.ExitCode == 0
            ? Path.Join(options.Root, "artifacts", "gradus", "cli", "gradus")
            : throw new LoadException($"./gradus does not build the command line:\n{output}");
    }
}
