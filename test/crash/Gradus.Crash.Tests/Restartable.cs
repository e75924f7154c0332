using Gradus.Protocol;

namespace Gradus.Crash.Tests;

/// <summary>A server that is killed and started again after each step, or left alone.</summary>
internal sealed class Restartable : IAsyncDisposable
{
    private readonly Target _target;
    private readonly bool _isKilled;
    private ServerProcess _server;

    private Restartable(Target target, bool isKilled, ServerProcess server)
    {
        _target = target;
        _isKilled = isKilled;
        _server = server;
        Api = new GradusClient(server.Address);
    }

    /// <summary>A client of the server as it runs now.</summary>
    public GradusClient Api { get; private set; }

    /// <summary>How often it was killed.</summary>
    public int Kills { get; private set; }

    public static async Task<Restartable> StartAsync(Target target, bool isKilled) =>
        new(target, isKilled, await ServerProcess.StartAsync(target.Data, target.Address));

    /// <summary>Does a step; as soon as it is acknowledged the server is killed, if it is to be.</summary>
    public async Task<T> DoAsync<T>(Func<GradusClient, Task<T>> step)
    {
        var done = await step(Api);
        if (_isKilled)
        {
            await _server.KillAsync();
            await DisposeAsync();
            Kills++;
            _server = await ServerProcess.StartAsync(_target.Data, _target.Address);
            Api = new GradusClient(_server.Address);
        }

        return done;
    }

    public async ValueTask DisposeAsync()
    {
        Api.Dispose();
        await _server.DisposeAsync();
    }
}
