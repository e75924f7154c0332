using Gradus.Server.Auth;
using Gradus.Server.Hosting;

namespace Gradus.Server.Tests.Hosting;

public sealed class ServerOptionsTests
{
    [Theory]
    [InlineData("127.0.0.1")]
    [InlineData("127.5.5.5")]
    [InlineData("::1")]
    [InlineData("localhost")]
    public void This_machine_is_loopback(string host) => new ServerOptions { Host = host }.IsLoopback.ShouldBeTrue();

    [Theory]
    [InlineData("0.0.0.0")]
    [InlineData("::")]
    public async Task Another_address_is_refused_while_there_are_no_users(string host)
    {
        using var folder = new TemporaryFolder();
        var options = new ServerOptions
        {
            Host = host,
            Port = 0,
            Data = folder.Path,
            Workers = 0,
        };

        (
            await Should.ThrowAsync<StartRefusedException>(() => GradusServer.StartAsync(options, TimeProvider.System))
        ).Message.ShouldStartWith($"--host {host} is refused: this registry has no users yet");
    }

    [Theory]
    [InlineData("*")]
    [InlineData("example.org")]
    [InlineData("")]
    public void What_is_no_address_of_a_machine_is_refused(string host) =>
        new ServerOptions { Host = host }
            .Problems()
            .ShouldHaveSingleItem()
            .ShouldBe($"--host '{host}' is not an address to listen on; use an IP address or localhost.");

    [Fact]
    public async Task It_is_served_once_there_is_a_user()
    {
        await using var registry = await Auth.Secured.StartAsync();
        var options = new ServerOptions { Host = "0.0.0.0" };

        (await FirstStart.PrepareAsync(registry.Server.Services, options)).ShouldBeNull();
    }

    [Fact]
    public void Everything_that_is_wrong_is_said_at_once() =>
        new ServerOptions { Port = 70_000, Workers = -1 }
            .Problems()
            .Count()
            .ShouldBe(2);
}
