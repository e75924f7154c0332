namespace Gradus.Artifacts.Tests.Signatures;

/// <summary>The repository's sample models, as copied beside the tests.</summary>
internal static class Samples
{
    public static byte[] Read(string path) => File.ReadAllBytes(PathOf(path));

    public static string PathOf(string path) => Path.Join(AppContext.BaseDirectory, "samples", path);
}
