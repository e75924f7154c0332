using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;

namespace Gradus.Crash.Tests;

/// <summary>The way from a server to its PostgreSQL: it can be held up, so that no byte comes through, cut, and led elsewhere.</summary>
internal sealed class Relay : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly ConcurrentBag<TcpClient> _ends = [];
    private readonly Task _accepting;
    private volatile TaskCompletionSource _open = Opened();
    private volatile bool _isCut;
    private volatile int _target;

    public Relay(int target)
    {
        _target = target;
        _listener.Start();
        _accepting = AcceptAsync();
    }

    /// <summary>Where it is entered, on this machine.</summary>
    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    /// <summary>From now on new connections go to another port.</summary>
    public void LeadTo(int port) => _target = port;

    /// <summary>Holds every byte back, without closing anything.</summary>
    public void Hold() => _open = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Breaks all connections and lets none through.</summary>
    public void Cut()
    {
        _isCut = true;
        while (_ends.TryTake(out var end))
        {
            end.Close();
        }
    }

    /// <summary>Lets everything through again.</summary>
    public void Mend()
    {
        _isCut = false;
        _open.TrySetResult();
    }

    public async ValueTask DisposeAsync()
    {
        Cut();
        _open.TrySetResult();
        _listener.Stop();
        await _accepting;
    }

    private static TaskCompletionSource Opened()
    {
        var source = new TaskCompletionSource();
        source.SetResult();
        return source;
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
            {
                var near = await _listener.AcceptTcpClientAsync();
                _ = ConnectAsync(near);
            }
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            // The relay is taken down.
        }
    }

    private async Task ConnectAsync(TcpClient near)
    {
        var far = new TcpClient();
        try
        {
            if (_isCut)
            {
                throw new IOException("The relay is cut.");
            }

            await far.ConnectAsync(IPAddress.Loopback, _target);
            _ends.Add(near);
            _ends.Add(far);
            await Task.WhenAll(PumpAsync(near, far), PumpAsync(far, near));
        }
        catch (Exception e) when (e is IOException or SocketException or ObjectDisposedException)
        {
            near.Close();
            far.Close();
        }
    }

    private async Task PumpAsync(TcpClient from, TcpClient to)
    {
        var block = new byte[64 * 1024];
        try
        {
            for (int read; (read = await from.GetStream().ReadAsync(block)) > 0; )
            {
                await _open.Task;
                await to.GetStream().WriteAsync(block.AsMemory(0, read));
            }
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
