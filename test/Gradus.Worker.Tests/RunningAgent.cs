using Gradus.Isolation;
using Gradus.Worker.Files;
using Gradus.Worker.Hosting;

namespace Gradus.Worker;

/// <summary>An agent that runs in the test's process; its measuring processes are real.</summary>
internal sealed class RunningAgent : IAsyncDisposable
{
    private readonly CancellationTokenSource _stop = new();
    private readonly WorkClient _client;
    private readonly Workshop _workshop;
    private readonly Task _running;

    public RunningAgent(
        Uri server,
        string cache,
        long cacheBytes = 1_000_000_000,
        string? commands = null,
        IReadOnlyList<string>? webhooks = null
    )
    {
        _client = new WorkClient(server, token: null);
        var options = new AgentOptions(server, "tester", cache)
        {
            WaitSeconds = 2,
            Commands = commands,
            AllowedWebhooks = webhooks,
        };
        var files = BlobCache.Open(cache, cacheBytes, _client);
        _workshop = Workshop.Open(
            options,
            files,
            _client,
            ChildCommand.Of(typeof(AgentCommand).Assembly),
            TimeProvider.System
        );
        var agent = new Agent(options, _client, _workshop, TimeProvider.System, Logs);
        _running = agent.RunAsync(_stop.Token);
    }

    public LineLogger Logs { get; } = new();

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _running.WaitAsync(TimeSpan.FromSeconds(10));
        _workshop.Dispose();
        _client.Dispose();
        _stop.Dispose();
    }
}
