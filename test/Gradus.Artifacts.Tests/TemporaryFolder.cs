namespace Gradus.Artifacts.Tests;

/// <summary>A folder for one test, deleted with all that is in it.</summary>
internal sealed class TemporaryFolder : IDisposable
{
    public string Path { get; } = Directory.CreateTempSubdirectory("gradus-artifacts-").FullName;

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
