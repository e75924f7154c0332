using Gradus.Protocol;
using Gradus.Server.Hosting;
using Microsoft.Extensions.DependencyInjection;

namespace Gradus.Server.Tests;

/// <summary>A whole server in this process: real SQLite and a real socket, in a data folder that goes with it.</summary>
internal sealed class TestServer : IAsyncDisposable
{
    private readonly string _data;
    private readonly GradusServer _server;

    private TestServer(string data, GradusServer server)
    {
        _data = data;
        _server = server;
        Address = new Uri(server.Address);
        Http = new HttpClient { BaseAddress = Address };
        Api = new GradusClient(Address);
    }

    /// <summary>Where it listens.</summary>
    public Uri Address { get; }

    /// <summary>For what the typed client does not do.</summary>
    public HttpClient Http { get; }

    /// <summary>The typed client.</summary>
    public GradusClient Api { get; }

    /// <summary>The folder with the database and the artifacts.</summary>
    public string Data => _data;

    /// <summary>Starts a server with an empty registry and no worker.</summary>
    public static async Task<TestServer> StartAsync(TimeProvider? time = null, string? database = null)
    {
        var data = Directory.CreateTempSubdirectory("gradus-test-").FullName;
        var options = new ServerOptions
        {
            Port = 0,
            Data = data,
            Workers = 0,
            Database = database,
        };
        return new TestServer(data, await GradusServer.StartAsync(options, time ?? TimeProvider.System));
    }

    /// <summary>A service of the server, to look behind the wire.</summary>
    public T Get<T>()
        where T : notnull => _server.Services.GetRequiredService<T>();

    /// <summary>Sends a request whose path and query reach the server exactly as they are given here.</summary>
    public Task<HttpResponseMessage> SendRawAsync(
        HttpMethod method,
        string target,
        HttpContent? content,
        CancellationToken cancellationToken
    )
    {
        var asWritten = new UriCreationOptions { DangerousDisablePathAndQueryCanonicalization = true };
        var uri = new Uri(Address.GetLeftPart(UriPartial.Authority) + target, asWritten);
        return Http.SendAsync(new HttpRequestMessage(method, uri) { Content = content }, cancellationToken);
    }

    public async ValueTask DisposeAsync()
    {
        Api.Dispose();
        Http.Dispose();
        await _server.DisposeAsync();
        Directory.Delete(_data, recursive: true);
    }
}
