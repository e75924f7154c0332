using System.Buffers.Text;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Gradus.Load.Wire;

/// <summary>
/// One keep-alive HTTP/1.1 connection on a blocking socket. It reads of an answer only what is needed to find its end, so
/// that the generator costs little beside the server it shares the machine with.
/// </summary>
internal sealed class Connection : IDisposable
{
    private readonly Socket _socket;
    private readonly byte[] _buffer = new byte[256 * 1024];
    private int _start;
    private int _end;
    private MemoryStream? _kept;

    public Connection(int port)
    {
        _socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        _socket.Connect(IPAddress.Loopback, port);
    }

    public void Send(ReadOnlySpan<byte> request)
    {
        while (!request.IsEmpty)
        {
            request = request[_socket.Send(request)..];
        }
    }

    /// <summary>Sends a head, then a file as its body.</summary>
    public void SendFile(ReadOnlySpan<byte> head, string path)
    {
        Send(head);
        _socket.SendFile(path);
    }

    /// <summary>Reads one answer to its end.</summary>
    /// <returns>The length of its body in bytes.</returns>
    /// <exception cref="LoadException">Its status is not of the 200s, or the connection ended.</exception>
    public long Receive()
    {
        var status = ReadStatus();
        if (status is < 200 or > 299)
        {
            _kept ??= new MemoryStream();
        }

        var length = ReadBody(ReadFraming());
        if (status is < 200 or > 299)
        {
            throw new LoadException(
                string.Create(CultureInfo.InvariantCulture, $"The server answered {status}: {TakeKept()}")
            );
        }

        return length;
    }

    /// <summary>Sends a request; answers its body as text.</summary>
    public string Ask(ReadOnlySpan<byte> request)
    {
        _kept = new MemoryStream();
        Send(request);
        Receive();
        return TakeKept();
    }

    public void Dispose() => _socket.Dispose();

    private string TakeKept()
    {
        var text = Encoding.UTF8.GetString(_kept!.ToArray());
        _kept = null;
        return text;
    }

    // "HTTP/1.1 200 OK"
    private int ReadStatus() =>
        Utf8Parser.TryParse(ReadLine()[9..], out int status, out _)
            ? status
            : throw new LoadException("The server did not answer HTTP.");

    // The length of the body; -1 if it comes in chunks.
    private long ReadFraming()
    {
        long length = 0;
        while (true)
        {
            var line = ReadLine();
            if (line.IsEmpty)
            {
                return length;
            }

            if (line.StartsWith("Content-Length: "u8) && !Utf8Parser.TryParse(line[16..], out length, out _))
            {
                throw new LoadException("The answer's length is not a number.");
            }

            if (line.StartsWith("Transfer-Encoding: chunked"u8))
            {
                length = -1;
            }
        }
    }

    private long ReadBody(long length)
    {
        if (length >= 0)
        {
            Skip(length, keep: true);
            return length;
        }

        for (long total = 0; ; )
        {
            if (!Utf8Parser.TryParse(ReadLine(), out long chunk, out _, 'x'))
            {
                throw new LoadException("A chunk of the answer has no length.");
            }

            Skip(chunk, keep: true);
            Skip(2, keep: false);
            total += chunk;
            if (chunk == 0)
            {
                return total;
            }
        }
    }

    private void Skip(long bytes, bool keep)
    {
        while (bytes > 0)
        {
            if (_start == _end)
            {
                Fill();
            }

            var taken = (int)Math.Min(bytes, _end - _start);
            if (keep)
            {
                _kept?.Write(_buffer, _start, taken);
            }

            _start += taken;
            bytes -= taken;
        }
    }

    private ReadOnlySpan<byte> ReadLine()
    {
        int length;
        while ((length = _buffer.AsSpan(_start, _end - _start).IndexOf("\r\n"u8)) < 0)
        {
            Fill();
        }

        var line = _buffer.AsSpan(_start, length);
        _start += length + 2;
        return line;
    }

    private void Fill()
    {
        if (_start > 0)
        {
            _buffer.AsSpan(_start, _end - _start).CopyTo(_buffer);
            _end -= _start;
            _start = 0;
        }

        var received = _socket.Receive(_buffer, _end, _buffer.Length - _end, SocketFlags.None);
        if (received == 0)
        {
            throw new LoadException("The server closed the connection.");
        }

        _end += received;
    }
}
