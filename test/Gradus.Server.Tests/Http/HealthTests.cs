namespace Gradus.Server.Tests.Http;

public sealed class HealthTests
{
    [Fact]
    public async Task A_running_server_says_that_it_is_well_and_which_version_it_is()
    {
        await using var server = await TestServer.StartAsync();

        (await server.Api.IsHealthyAsync()).ShouldBeTrue();
        (await server.Api.GetServerVersionAsync()).ShouldMatch(@"^\d+\.\d+\.\d+");
    }
}
