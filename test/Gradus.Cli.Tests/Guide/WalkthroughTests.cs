using System.Runtime.CompilerServices;
using Gradus.Server.Tests;

namespace Gradus.Cli.Tests.Guide;

/// <summary>The guide's example, from a policy to Production, does what stands there when it is typed at a server.</summary>
public sealed class WalkthroughTests
{
    private static readonly string Repository = Path.GetFullPath(Path.Combine(Here(), "..", "..", ".."));

    [Fact]
    public async Task The_walkthrough_goes_as_it_is_told()
    {
        var page = GuidePage.Read(
            await File.ReadAllTextAsync(Path.Combine(Repository, "docs", "guide", "walkthrough.md"))
        );
        await using var server = await TestServer.StartAsync();
        var folder = Directory.CreateTempSubdirectory("gradus-guide-").FullName;
        var reader = new GuideReader(server.Address, Repository, folder);

        page.OfType<GuidePage.Command>().Count().ShouldBeGreaterThan(40);
        try
        {
            foreach (var step in page)
            {
                await reader.DoAsync(step);
            }
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static string Here([CallerFilePath] string path = "") => Path.GetDirectoryName(path)!;
}
