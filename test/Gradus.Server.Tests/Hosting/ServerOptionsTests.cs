using Gradus.Server.Hosting;

namespace Gradus.Server.Tests.Hosting;

public sealed class ServerOptionsTests
{
    [Theory]
    [InlineData("127.0.0.1")]
    [InlineData("127.5.5.5")]
    [InlineData("::1")]
    [InlineData("localhost")]
    public void This_machine_is_served(string host) =>
        new ServerOptions { Host = host }
            .Problems()
            .ShouldBeEmpty();

    [Theory]
    [InlineData("0.0.0.0")]
    [InlineData("::")]
    [InlineData("192.168.1.5")]
    [InlineData("*")]
    [InlineData("example.org")]
    [InlineData("")]
    public void Another_address_is_refused_while_there_are_no_users(string host) =>
        new ServerOptions { Host = host }
            .Problems()
            .Single()
            .ShouldStartWith($"--host {host} is refused");

    [Fact]
    public void Everything_that_is_wrong_is_said_at_once() =>
        new ServerOptions
        {
            Host = "0.0.0.0",
            Port = 70_000,
            Workers = -1,
        }
            .Problems()
            .Count()
            .ShouldBe(3);
}
