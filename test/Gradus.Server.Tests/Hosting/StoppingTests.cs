using System.Diagnostics;
using System.Net.Http.Json;

namespace Gradus.Server.Tests.Hosting;

public sealed class StoppingTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_worker_that_waits_does_not_hold_up_a_server_that_stops()
    {
        var server = await TestServer.StartAsync();
        using var http = new HttpClient();
        var lease = new Uri(server.Address, "/api/v1/work/lease");
        var waiting = http.PostAsJsonAsync(lease, new { worker = "w", wait_seconds = 30 }, Cancel);
        await Task.Delay(TimeSpan.FromMilliseconds(500), Cancel);
        waiting.IsCompleted.ShouldBeFalse();

        var stopping = Stopwatch.StartNew();
        await server.DisposeAsync();

        stopping.Elapsed.ShouldBeLessThan(TimeSpan.FromSeconds(15));
        ((int)(await waiting).StatusCode).ShouldBe(204);
    }
}
