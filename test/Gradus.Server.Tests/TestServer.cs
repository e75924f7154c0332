using System.Net.Http.Headers;
using Gradus.Protocol;
using Gradus.Protocol.Client;
using Gradus.Server.Hosting;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.DependencyInjection;

namespace Gradus.Server.Tests;

/// <summary>A whole server in this process: a real database and a real socket, in a data folder that goes with it.</summary>
internal sealed class TestServer : IAsyncDisposable
{
    private readonly TimeProvider _time;
    private readonly ServerOptions _options;
    private GradusServer _server;

    private TestServer(ServerOptions options, TimeProvider time, GradusServer server)
    {
        _options = options;
        _time = time;
        AdministratorToken = server.FirstToken ?? "";
        Take(server, token: null);
    }

    /// <summary>The first administrator's token.</summary>
    public string AdministratorToken { get; }

    /// <summary>Where it listens.</summary>
    public Uri Address { get; private set; }

    /// <summary>For what the typed client does not do.</summary>
    public HttpClient Http { get; private set; }

    /// <summary>The typed client.</summary>
    public GradusClient Api { get; private set; }

    /// <summary>The folder with the database and the artifacts.</summary>
    public string Data => _options.Data;

    /// <summary>Starts a server with an empty registry and no worker.</summary>
    /// <param name="time">Its clock.</param>
    /// <param name="database">PostgreSQL; null for SQLite.</param>
    /// <param name="data">The data folder, which is deleted in the end; null for a new one.</param>
    public static async Task<TestServer> StartAsync(
        TimeProvider? time = null,
        string? database = null,
        string? data = null,
        string? issuers = null,
        int? requestsPerSecond = null
    )
    {
        var options = new ServerOptions
        {
            Port = 0,
            Data = data ?? Directory.CreateTempSubdirectory("gradus-test-").FullName,
            Workers = 0,
            Database = database,
            Issuers = issuers,
            RequestsPerSecond = requestsPerSecond,
        };
        var clock = time ?? TimeProvider.System;
        return new TestServer(options, clock, await GradusServer.StartAsync(options, clock));
    }

    /// <summary>The same, whose clients are the first administrator's.</summary>
    public static async Task<TestServer> StartAsAdministratorAsync(TimeProvider? time = null, string? issuers = null)
    {
        var server = await StartAsync(time, issuers: issuers);
        server.ShowAlways(server.AdministratorToken);
        return server;
    }

    /// <summary>From now on its clients show this token.</summary>
    public void ShowAlways(string token)
    {
        Api.Dispose();
        Http.Dispose();
        Take(_server, token);
    }

    /// <summary>A client that shows this token.</summary>
    public GradusClient ClientOf(string token) => new(new GradusClientOptions(Address, null, Bearer(token)));

    /// <summary>All of them.</summary>
    public IServiceProvider Services => _server.Services;

    /// <summary>A service of the server, to look behind the wire.</summary>
    public T Get<T>()
        where T : notnull => _server.Services.GetRequiredService<T>();

    /// <summary>Sends a request whose path and query reach the server exactly as they are given here.</summary>
    public Task<HttpResponseMessage> SendRawAsync(
        HttpMethod method,
        string target,
        HttpContent? content,
        CancellationToken cancellationToken,
        string? actor = null
    )
    {
        var asWritten = new UriCreationOptions { DangerousDisablePathAndQueryCanonicalization = true };
        var uri = new Uri(Address.GetLeftPart(UriPartial.Authority) + target, asWritten);
        var request = new HttpRequestMessage(method, uri) { Content = content };
        if (actor is not null)
        {
            request.Headers.Add("Gradus-Actor", actor);
        }

        return Http.SendAsync(request, cancellationToken);
    }

    /// <summary>Stops the server and starts another one on the same data, at another address.</summary>
    public Task RestartAsync() => RestartAsync(() => { });

    /// <summary>As <see cref="RestartAsync()"/>, with something done to the data meanwhile.</summary>
    public async Task RestartAsync(Action meanwhile)
    {
        var shown = Http.DefaultRequestHeaders.Authorization?.Parameter;
        await StopAsync();
        meanwhile();
        Take(await GradusServer.StartAsync(_options, _time), shown);
    }

    /// <summary>Where the bytes of a digest ("sha256:…") lie on the disk.</summary>
    public string FileOf(string digest)
    {
        var hex = digest["sha256:".Length..];
        return Path.Join(Data, "artifacts", "blobs", "sha256", hex[..2], hex);
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        Directory.Delete(Data, recursive: true);
    }

    private static AuthenticationHeaderValue Bearer(string token) => new("Bearer", token);

    [System.Diagnostics.CodeAnalysis.MemberNotNull(nameof(_server), nameof(Address), nameof(Http), nameof(Api))]
    private void Take(GradusServer server, string? token)
    {
        _server = server;
        Address = new Uri(server.Address);
        Http = new HttpClient { BaseAddress = Address };
        Http.DefaultRequestHeaders.Authorization = token is null ? null : Bearer(token);
        Api = token is null ? new GradusClient(Address) : ClientOf(token);
    }

    /// <summary>Stops the server and leaves its data.</summary>
    public async Task StopAsync()
    {
        Api.Dispose();
        Http.Dispose();
        await _server.DisposeAsync();
    }

    /// <summary>Changes its SQLite behind its back.</summary>
    public async Task ExecuteAsync(string sql)
    {
        var address = new SqliteConnectionStringBuilder { DataSource = Path.Join(Data, "gradus.db"), Pooling = false };
        await using var connection = new SqliteConnection(address.ToString());
        await connection.OpenAsync();
        await using var command = connection.CreateCommand();
        command.CommandText = sql;
        await command.ExecuteNonQueryAsync();
    }
}
