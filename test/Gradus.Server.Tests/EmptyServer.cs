namespace Gradus.Server.Tests;

/// <summary>One server for the tests of a class that are all refused, so that its registry stays empty.</summary>
public sealed class EmptyServer : IAsyncLifetime
{
    private TestServer? _server;

    internal TestServer Server => _server!;

    public async ValueTask InitializeAsync() => _server = await TestServer.StartAsync(new SteppingTime());

    public ValueTask DisposeAsync() => Server.DisposeAsync();
}
