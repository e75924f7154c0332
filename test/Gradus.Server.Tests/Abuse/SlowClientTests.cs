using System.Diagnostics;
using System.Net.Sockets;
using System.Text;

namespace Gradus.Server.Tests.Abuse;

public sealed class SlowClientTests
{
    private const int Connections = 400;

    // A request's head has to come within 30 seconds, and its body in 240 bytes a second.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    [Fact]
    [Trait("Abuse", "28")]
    public async Task Connections_that_never_finish_a_request_are_closed_and_others_are_answered_meanwhile()
    {
        await using var server = await TestServer.StartAsync();
        var slow = new List<TcpClient>();
        try
        {
            for (var i = 0; i < Connections; i++)
            {
                slow.Add(await ConnectAsync(server.Address, i % 2 == 0 ? HalfAHead : HeadAndHalfABody));
            }

            var watch = Stopwatch.StartNew();
            var closed = Task.WhenAll(slow.Select(UntilClosedAsync));
            var answered = 0;
            while (!closed.IsCompleted && watch.Elapsed < Patience)
            {
                (await server.Api.Models.ListAsync(new())).Models.ShouldBeEmpty();
                answered++;
                await Task.WhenAny(closed, Task.Delay(100));
            }

            closed.IsCompletedSuccessfully.ShouldBeTrue($"some were still open after {watch.Elapsed}");
            answered.ShouldBeGreaterThan(10);
        }
        finally
        {
            slow.ForEach(client => client.Dispose());
        }
    }

    private const string HalfAHead = "POST /api/v1/models HTTP/1.1\r\nHost: localhost\r\nX-A: b";

    private const string HeadAndHalfABody =
        "POST /api/v1/models HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: 1000\r\n\r\n{";

    private static async Task<TcpClient> ConnectAsync(Uri address, string text)
    {
        var client = new TcpClient();
        await client.ConnectAsync(address.Host, address.Port);
        await client.GetStream().WriteAsync(Encoding.ASCII.GetBytes(text));
        return client;
    }

    private static async Task UntilClosedAsync(TcpClient client)
    {
        var rest = new byte[1024];
        try
        {
            while (await client.GetStream().ReadAsync(rest) > 0)
            {
                // A refusal may come before the end.
            }
        }
        catch (IOException)
        {
            // Closed without ceremony.
        }
    }
}
