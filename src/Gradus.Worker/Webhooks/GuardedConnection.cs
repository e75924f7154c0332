using System.Net;
using System.Net.Sockets;

namespace Gradus.Worker.Webhooks;

/// <summary>
/// Makes the connections to webhooks. The addresses are looked at after the name was resolved and are the very ones that are
/// connected to, so that no name, however it is resolved the next time, leads to a forbidden one.
/// </summary>
internal static class GuardedConnection
{
    /// <summary>Connects; throws <see cref="ForbiddenAddressException"/> if any of the host's addresses is forbidden.</summary>
    public static async ValueTask<Stream> ConnectAsync(SocketsHttpConnectionContext context, CancellationToken ct)
    {
        var (host, port) = (context.DnsEndPoint.Host, context.DnsEndPoint.Port);
        var addresses = await Dns.GetHostAddressesAsync(host, ct).ConfigureAwait(false);
        if (Array.Find(addresses, ForbiddenAddress.Is) is { } forbidden)
        {
            throw new ForbiddenAddressException(forbidden);
        }

        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(addresses, port, ct).ConfigureAwait(false);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }
}

/// <summary>A webhook's host has an address that no webhook may have.</summary>
internal sealed class ForbiddenAddressException(IPAddress address)
    : IOException($"{address} is a link-local or metadata address, where no webhook may be.");
