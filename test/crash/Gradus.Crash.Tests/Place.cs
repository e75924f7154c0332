using Npgsql;

namespace Gradus.Crash.Tests;

/// <summary>What can happen to a server.</summary>
internal enum Fault
{
    /// <summary>It stands still for a while.</summary>
    Paused,

    /// <summary>It is killed with -9 and started again after a while.</summary>
    Killed,

    /// <summary>No byte comes through between it and PostgreSQL for a while.</summary>
    HeldUp,

    /// <summary>The same, and then its connections break.</summary>
    HeldUpAndCut,

    /// <summary>Its connections break, and none comes about for a while.</summary>
    Cut,

    /// <summary>PostgreSQL ends some of its connections, and some of the other servers'.</summary>
    Ended,
}

/// <summary>A server among several on one registry, with its own way to PostgreSQL if it has one, and what befalls it.</summary>
internal sealed class Place : IAsyncDisposable
{
    private readonly Target _target;
    private readonly Relay? _relay;
    private ServerProcess _server;

    private Place(string name, Target target, Relay? relay, ServerProcess server) =>
        (Name, _target, _relay, _server) = (name, target, relay, server);

    /// <summary>What it is called in messages.</summary>
    public string Name { get; }

    /// <summary>The server as it runs now.</summary>
    public ServerProcess Server => _server;

    /// <summary>Where it is, or was before it was killed.</summary>
    public Uri Address => _server.Address;

    public static async Task<Place> StartAsync(string name, Target target)
    {
        var relay = target.Address is null ? null : new Relay(new NpgsqlConnectionStringBuilder(target.Address).Port);
        return new Place(name, target, relay, await StartAsync(target, relay));
    }

    /// <summary>Lets something happen to it; afterwards it is as before.</summary>
    public async Task DisturbAsync(Fault fault, TimeSpan pause)
    {
        switch (fault)
        {
            case Fault.Paused:
                await _server.SignalAsync("STOP");
                await Task.Delay(pause);
                await _server.SignalAsync("CONT");
                break;
            case Fault.Killed:
                await _server.KillAsync();
                await Task.Delay(pause);
                await using (_server)
                {
                    _server = await StartAsync(_target, _relay);
                }

                break;
            case Fault.Ended:
                await _target.EndConnectionsAsync();
                await Task.Delay(pause);
                break;
            default:
                await DisturbAsync(_relay!, fault, pause);
                break;
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _server.DisposeAsync();
        if (_relay is not null)
        {
            await _relay.DisposeAsync();
        }
    }

    private static async Task DisturbAsync(Relay relay, Fault fault, TimeSpan pause)
    {
        if (fault == Fault.Cut)
        {
            relay.Cut();
            await Task.Delay(pause);
        }
        else
        {
            relay.Hold();
            await Task.Delay(pause);
            if (fault == Fault.HeldUpAndCut)
            {
                relay.Cut();
            }
        }

        relay.Mend();
    }

    private static Task<ServerProcess> StartAsync(Target target, Relay? relay) =>
        ServerProcess.StartAsync(
            target.Data,
            relay is null
                ? null
                : new NpgsqlConnectionStringBuilder(target.Address)
                {
                    Host = "127.0.0.1",
                    Port = relay.Port,
                    Timeout = 5,
                }.ToString()
        );
}
