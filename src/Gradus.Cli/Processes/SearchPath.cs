namespace Gradus.Cli.Processes;

/// <summary>Programs as PATH finds them.</summary>
internal static class SearchPath
{
    private const int LongestChain = 40;

    /// <summary>Every runnable file of this name, in the order of PATH.</summary>
    public static IEnumerable<string> All(string name, Func<string, string?> environment) =>
        (environment("PATH") ?? "")
            .Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries)
            .SelectMany(folder => Names(name).Select(file => Path.Combine(folder, file)))
            .Where(IsRunnable);

    /// <summary>Where a path leads when all links in it are followed; where links go in circles, one of them.</summary>
    public static string Resolve(string path) => Resolve(path, LongestChain);

    private static string Resolve(string path, int links)
    {
        // ResolveLinkTarget follows the last part only; a folder of the path may be a link too.
        var full = Path.GetFullPath(path);
        if (links == 0 || Path.GetDirectoryName(full) is not { } folder)
        {
            return full;
        }

        var here = Path.Combine(Resolve(folder, links), Path.GetFileName(full));
        var target = new FileInfo(here).LinkTarget;
        return target is null ? here : Resolve(Path.Combine(Path.GetDirectoryName(here)!, target), links - 1);
    }

    private static IEnumerable<string> Names(string name) =>
        OperatingSystem.IsWindows() ? [name + ".exe", name + ".cmd", name + ".bat"] : [name];

    // A link that leads nowhere exists, and has no mode.
    private static bool IsRunnable(string path) =>
        File.Exists(Resolve(path))
        && (
            OperatingSystem.IsWindows()
            || (
                File.GetUnixFileMode(path)
                & (UnixFileMode.UserExecute | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute)
            ) != 0
        );
}
