using Gradus.Worker.Files;
using Gradus.Worker.Hosting;
using Microsoft.Extensions.Logging;

namespace Gradus.Worker;

/// <summary>An agent that runs in the test's process; its measuring processes are real.</summary>
internal sealed class RunningAgent : IAsyncDisposable
{
    private readonly CancellationTokenSource _stop = new();
    private readonly WorkClient _client;
    private readonly Task _running;

    public RunningAgent(Uri server, string cache, long cacheBytes = 1_000_000_000)
    {
        _client = new WorkClient(server);
        var options = new AgentOptions(server, "tester", cache) { WaitSeconds = 2 };
        var agent = new Agent(options, _client, BlobCache.Open(cache, cacheBytes, _client), TimeProvider.System, Logs);
        _running = agent.RunAsync(_stop.Token);
    }

    public LineLogger Logs { get; } = new();

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _running.WaitAsync(TimeSpan.FromSeconds(10));
        _client.Dispose();
        _stop.Dispose();
    }
}

/// <summary>Keeps what is logged.</summary>
internal sealed class LineLogger : ILogger
{
    private readonly List<string> _lines = [];

    public IReadOnlyList<string> Lines
    {
        get
        {
            lock (_lines)
            {
                return [.. _lines];
            }
        }
    }

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => true;

    public void Log<TState>(
        LogLevel logLevel,
        EventId eventId,
        TState state,
        Exception? exception,
        Func<TState, Exception?, string> formatter
    )
    {
        lock (_lines)
        {
            _lines.Add($"{logLevel}: {formatter(state, exception)}");
        }
    }
}
