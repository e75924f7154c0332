using Gradus.Worker.Hosting;

namespace Gradus.Worker.Kubernetes;

/// <summary>A dispatcher that runs in the test's process.</summary>
internal sealed class RunningDispatcher : IAsyncDisposable
{
    private readonly CancellationTokenSource _stop = new();
    private readonly WorkClient _client;
    private readonly Cluster _cluster;
    private readonly Task _running;

    public RunningDispatcher(
        FakeServer server,
        RecordedCluster cluster,
        Func<DispatcherOptions, DispatcherOptions>? change = null
    )
    {
        var options = new DispatcherOptions(server.Address, "dispatcher", "gates")
        {
            ServerKey = "0a1b2c3d",
            WaitSeconds = 2,
            Period = TimeSpan.FromMilliseconds(50),
            StartWithin = TimeSpan.FromMinutes(1),
        };
        _client = new WorkClient(server.Address, token: null);
        _cluster = cluster.Connect();
        var dispatcher = new Dispatcher(
            change?.Invoke(options) ?? options,
            _client,
            _cluster,
            TimeProvider.System,
            Logs
        );
        _running = dispatcher.RunAsync(_stop.Token);
    }

    public LineLogger Logs { get; } = new();

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _running.WaitAsync(TimeSpan.FromSeconds(10));
        _cluster.Dispose();
        _client.Dispose();
        _stop.Dispose();
    }
}
