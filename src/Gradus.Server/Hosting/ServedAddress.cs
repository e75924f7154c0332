using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;

namespace Gradus.Server.Hosting;

/// <summary>Where programs beside the server reach it, once it listens.</summary>
internal sealed class ServedAddress(IServer server, IHostApplicationLifetime lifetime)
{
    /// <summary>Waits until the server has started, and tells its address.</summary>
    public async Task<string> GetAsync(CancellationToken stoppingToken)
    {
        var started = new TaskCompletionSource();
        await using var onStart = lifetime.ApplicationStarted.Register(() => started.TrySetResult());
        await using var onStop = stoppingToken.Register(() => started.TrySetCanceled(stoppingToken));
        await started.Task;
        return server.Features.Get<IServerAddressesFeature>()!.Addresses.First();
    }
}
