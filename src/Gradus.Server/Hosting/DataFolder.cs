namespace Gradus.Server.Hosting;

/// <summary>The folder that holds what a registry keeps on disk.</summary>
internal static class DataFolder
{
    /// <summary>The folder itself; a symbolic link that the administrator set is followed once, here.</summary>
    public static string Resolve(string path)
    {
        var full = Path.GetFullPath(path);
        return new DirectoryInfo(full).ResolveLinkTarget(returnFinalTarget: true)?.FullName ?? full;
    }

    /// <summary>Where the blobs are.</summary>
    public static string ArtifactsIn(string data) => Path.Join(data, "artifacts");
}
