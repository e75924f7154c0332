namespace Gradus.Cli.CommandLine;

/// <summary>Says in a sentence of Gradus' own what went wrong with a file on this machine.</summary>
internal static class LocalFailure
{
    /// <summary>The sentence. A path below the working folder is shown as it is seen from there.</summary>
    public static string Say(Exception failure) =>
        failure switch
        {
            FileNotFoundException { FileName: { Length: > 0 } path } => Missing(path),
            // The only one that keeps the path in its message alone.
            DirectoryNotFoundException when failure.Message.Split('\'') is [_, var path, _] => Missing(path),
            _ => failure.Message,
        };

    private static string Missing(string path)
    {
        var seen = Path.GetRelativePath(Environment.CurrentDirectory, path);
        return $"There is no file or folder '{(seen.StartsWith("..", StringComparison.Ordinal) ? path : seen)}'.";
    }
}
