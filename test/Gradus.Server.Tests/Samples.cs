namespace Gradus.Server.Tests;

/// <summary>The models and data of samples/, found upwards from the tests.</summary>
internal static class Samples
{
    /// <summary>The folder of the repository.</summary>
    public static string Repository { get; } = FindRepository();

    public static string Find(string path)
    {
        var file = Path.Join(Repository, "samples", path);
        return File.Exists(file) ? file : throw new FileNotFoundException($"There is no samples/{path}.");
    }

    private static string FindRepository()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!Directory.Exists(Path.Join(folder.FullName, "samples")))
        {
            folder =
                folder.Parent
                ?? throw new DirectoryNotFoundException($"samples/ is nowhere above {AppContext.BaseDirectory}.");
        }

        return folder.FullName;
    }
}
