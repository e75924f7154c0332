namespace Gradus.Cli.CommandLine;

/// <summary>A file that a command is to write: what is wrong with it is told before anything is asked for.</summary>
internal static class OutputPath
{
    /// <summary>Refuses a path that cannot be written.</summary>
    /// <param name="option">The option that names it, e.g. --html.</param>
    /// <param name="file">The path.</param>
    /// <exception cref="UsageException">It cannot, and why.</exception>
    public static void Check(string option, string file)
    {
        if (Problem(file) is { } why)
        {
            throw new UsageException($"{option} cannot write '{file}': {why}");
        }
    }

    private static string? Problem(string file) =>
        file.Length == 0 || file.Contains('\0') ? "it is no path."
        : Directory.Exists(file) ? "it is a folder."
        : Path.GetDirectoryName(Path.GetFullPath(file)) is { } folder && !Directory.Exists(folder)
            ? $"there is no folder '{Path.GetDirectoryName(file)}'."
        : null;
}
