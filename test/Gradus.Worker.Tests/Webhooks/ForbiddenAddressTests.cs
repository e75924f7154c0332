using System.Net;

namespace Gradus.Worker.Webhooks;

public sealed class ForbiddenAddressTests
{
    [Trait("Abuse", "44")]
    [Theory]
    [InlineData("169.254.169.254")]
    [InlineData("169.254.0.1")]
    [InlineData("fe80::1")]
    [InlineData("fe80::1%2")]
    [InlineData("febf::1")]
    [InlineData("::ffff:169.254.169.254")]
    [InlineData("::169.254.169.254")]
    [InlineData("::ffff:0:169.254.169.254")]
    [InlineData("64:ff9b::169.254.169.254")]
    [InlineData("2002:a9fe:a9fe::1")]
    [InlineData("fd00:ec2::254")]
    [InlineData("100.100.100.200")]
    [InlineData("192.0.0.192")]
    public void Metadata_is_not_asked_for(string address) =>
        ForbiddenAddress.Is(IPAddress.Parse(address)).ShouldBeTrue();

    [Theory]
    [InlineData("127.0.0.1")]
    [InlineData("10.0.0.1")]
    [InlineData("169.253.255.255")]
    [InlineData("169.255.0.0")]
    [InlineData("::1")]
    [InlineData("fec0::1")]
    [InlineData("fd00::1")]
    [InlineData("2001:db8::a9fe:a9fe")]
    [InlineData("::ffff:10.0.0.1")]
    public void Others_are(string address) => ForbiddenAddress.Is(IPAddress.Parse(address)).ShouldBeFalse();
}
