using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;

namespace Gradus.Server.Tests.Hosting;

/// <summary>A TCP connection's way to somewhere, which can be cut: what runs over it breaks, and nobody gets through.</summary>
internal sealed class Line : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly ConcurrentBag<TcpClient> _ends = [];
    private readonly string _host;
    private readonly int _port;
    private readonly Task _accepting;
    private volatile bool _isCut;

    private Line(string host, int port)
    {
        (_host, _port) = (host, port);
        _listener.Start();
        _accepting = AcceptAsync();
    }

    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    public static Line To(string host, int port) => new(host, port);

    public void Cut()
    {
        _isCut = true;
        while (_ends.TryTake(out var end))
        {
            end.Close();
        }
    }

    public void Mend() => _isCut = false;

    public async ValueTask DisposeAsync()
    {
        Cut();
        _listener.Stop();
        await _accepting;
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
            {
                var near = await _listener.AcceptTcpClientAsync();
                if (_isCut)
                {
                    near.Close();
                    continue;
                }

                var far = new TcpClient();
                await far.ConnectAsync(_host, _port);
                _ends.Add(near);
                _ends.Add(far);
                _ = Task.WhenAll(PumpAsync(near, far), PumpAsync(far, near));
            }
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            // The line is taken down.
        }
    }

    private static async Task PumpAsync(TcpClient from, TcpClient to)
    {
        try
        {
            await from.GetStream().CopyToAsync(to.GetStream());
        }
        catch (Exception e) when (e is IOException or ObjectDisposedException or InvalidOperationException)
        {
            // The other end has gone.
        }
        finally
        {
            to.Close();
        }
    }
}
