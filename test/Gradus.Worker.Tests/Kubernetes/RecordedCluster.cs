using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using k8s;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Gradus.Worker.Kubernetes;

/// <summary>
/// An API server that answers with recorded exchanges: each request gets the next answer to its method and path, and the last
/// one again where there are no more.
/// </summary>
internal sealed class RecordedCluster : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly Lock _lock = new();
    private readonly List<Exchange> _exchanges;
    private readonly List<Request> _requests = [];

    private RecordedCluster(WebApplication app, List<Exchange> exchanges) => (_app, _exchanges) = (app, exchanges);

    /// <summary>Plays the exchanges of a file beside the tests.</summary>
    public static async Task<RecordedCluster> PlayAsync(string name)
    {
        var file = Path.Join(AppContext.BaseDirectory, "Kubernetes", "Exchanges", $"{name}.jsonl");
        var lines = await File.ReadAllLinesAsync(file, TestContext.Current.CancellationToken);
        var exchanges = lines
            .Where(line => line is not ['#', ..])
            .Select(line => JsonSerializer.Deserialize<Exchange>(line, JsonSerializerOptions.Web)!)
            .ToList();
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var cluster = new RecordedCluster(builder.Build(), exchanges);
        cluster._app.Run(cluster.AnswerAsync);
        await cluster._app.StartAsync(TestContext.Current.CancellationToken);
        return cluster;
    }

    public string Address =>
        _app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single();

    /// <summary>What was asked so far.</summary>
    public IReadOnlyList<Request> Requests
    {
        get
        {
            lock (_lock)
            {
                return [.. _requests];
            }
        }
    }

    public Cluster Connect() => new(new k8s.Kubernetes(new KubernetesClientConfiguration { Host = Address }));

    public int CountOf(string method) => Requests.Count(request => request.Method == method);

    /// <summary>Waits until something of a method was asked, so many times.</summary>
    public Task SeesAsync(string method, int times = 1) =>
        Eventually.IsTrueAsync(
            () => CountOf(method) >= times,
            string.Create(CultureInfo.InvariantCulture, $"the cluster was asked to {method} {times} times"),
            30
        );

    public async ValueTask DisposeAsync()
    {
        await _app.StopAsync(TestContext.Current.CancellationToken);
        await _app.DisposeAsync();
    }

    private async Task AnswerAsync(HttpContext context)
    {
        using var reader = new StreamReader(context.Request.Body);
        var body = await reader.ReadToEndAsync(context.RequestAborted);
        var request = new Request(
            context.Request.Method,
            context.Request.Path.Value!,
            context.Request.Query.ToDictionary(pair => pair.Key, pair => pair.Value.ToString()),
            body
        );
        var exchange = Next(request);
        context.Response.StatusCode = exchange?.Status ?? StatusCodes.Status501NotImplemented;
        context.Response.ContentType = "application/json";
        await context.Response.WriteAsync(exchange?.Body?.ToJsonString() ?? "{}", context.RequestAborted);
    }

    private Exchange? Next(Request request)
    {
        lock (_lock)
        {
            _requests.Add(request);
            var fitting = _exchanges.Where(one => one.Method == request.Method && one.Path == request.Path).ToList();
            var next =
                fitting.FirstOrDefault(one =>
                    one.Until is null ? !one.IsUsed : !_requests.Any(asked => asked.Method == one.Until)
                ) ?? fitting.LastOrDefault();
            next?.IsUsed = true;
            return next;
        }
    }

    /// <summary>A request as it came.</summary>
    public sealed record Request(string Method, string Path, IReadOnlyDictionary<string, string> Query, string Body);

    private sealed record Exchange(string Method, string Path, int Status, JsonNode? Body, string? Until = null)
    {
        public bool IsUsed { get; set; }
    }
}
