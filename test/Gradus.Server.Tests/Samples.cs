namespace Gradus.Server.Tests;

/// <summary>The models and data of samples/, found upwards from the tests.</summary>
internal static class Samples
{
    public static string Find(string path)
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            var file = Path.Join(folder.FullName, "samples", path);
            if (File.Exists(file))
            {
                return file;
            }
        }

        throw new FileNotFoundException($"samples/{path} is nowhere above {AppContext.BaseDirectory}.");
    }
}
