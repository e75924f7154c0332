using System.Net;
using System.Net.Sockets;

namespace Gradus.Server.Hosting;

/// <summary>
/// Looks whether the server can listen where it is told to, before anything is opened: a server that cannot start leaves no
/// data folder behind. Whoever takes the port in between makes the start fail all the same.
/// </summary>
internal static class ListeningPort
{
    /// <exception cref="IOException">The port is taken, or may not be used.</exception>
    public static void Check(IPAddress host, int port)
    {
        using var socket = new Socket(host.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            socket.Bind(new IPEndPoint(host, port));
            socket.Listen();
        }
        catch (SocketException e)
        {
            throw new IOException(
                e.SocketErrorCode == SocketError.AddressAlreadyInUse
                    ? $"Port {port} of {host} is in use by another program; choose another with --port N."
                    : $"Port {port} of {host} cannot be listened on: {e.Message}.",
                e
            );
        }
    }
}
