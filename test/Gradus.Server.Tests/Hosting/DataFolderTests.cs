using Gradus.Server.Hosting;

namespace Gradus.Server.Tests.Hosting;

public sealed class DataFolderTests
{
    [Fact]
    public async Task A_missing_data_folder_becomes_an_empty_registry()
    {
        var parent = Directory.CreateTempSubdirectory("gradus-test-").FullName;
        var options = new ServerOptions
        {
            Port = 0,
            Workers = 0,
            Data = Path.Join(parent, "not", "there"),
        };

        await using (await GradusServer.StartAsync(options, TimeProvider.System))
        {
            File.Exists(Path.Join(options.Data, "gradus.db")).ShouldBeTrue();
        }

        Directory.Delete(parent, recursive: true);
    }
}
