using System.Net;
using System.Net.Sockets;

namespace Gradus.Worker.Webhooks;

/// <summary>
/// The addresses that no webhook may have: those at which a cloud's machines are told their own secrets. They are
/// link-local (169.254.0.0/16, fe80::/10), in whichever way they are written into IPv6, or given by a cloud to itself.
/// </summary>
internal static class ForbiddenAddress
{
    // Amazon's and Google's over IPv6, Alibaba's, Oracle's.
    private static readonly IPAddress[] Metadata =
    [
        IPAddress.Parse("fd00:ec2::254"),
        IPAddress.Parse("fd20:ce::254"),
        IPAddress.Parse("100.100.100.200"),
        IPAddress.Parse("192.0.0.192"),
    ];

    /// <summary>Whether nothing may be sent there.</summary>
    public static bool Is(IPAddress address) =>
        address.IsIPv6LinkLocal
        || Metadata.Contains(WithoutScope(address))
        || (Embedded(address) is [169, 254, ..] or [100, 100, 100, 200] or [192, 0, 0, 192]);

    private static IPAddress WithoutScope(IPAddress address) =>
        address is { AddressFamily: AddressFamily.InterNetworkV6, ScopeId: not 0 }
            ? new IPAddress(address.GetAddressBytes())
            : address;

    // The IPv4 address, or the one within an IPv6 address; nothing if there is none.
    private static byte[] Embedded(IPAddress address) =>
        address.GetAddressBytes() switch
        {
            { Length: 4 } ipv4 => ipv4,
            // ::a.b.c.d and ::ffff:a.b.c.d (RFC 4291), ::ffff:0:a.b.c.d (RFC 2765).
            [0, 0, 0, 0, 0, 0, 0, 0, 0 or 255, 0 or 255, 0 or 255, 0 or 255, .. var last] => last,
            // 64:ff9b::a.b.c.d and 64:ff9b:1::/48 (RFC 6052, RFC 8215).
            [0, 0x64, 0xff, 0x9b, _, _, _, _, _, _, _, _, .. var last] => last,
            // 2002:a.b.c.d:: (RFC 3056).
            [0x20, 0x02, var a, var b, var c, var d, ..] => [a, b, c, d],
            _ => [],
        };
}
