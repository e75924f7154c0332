using System.Collections.Concurrent;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Logging;

namespace Gradus.Testing;

/// <summary>A real HTTP server on a free loopback port that answers what a test tells it and remembers what it was asked.</summary>
public sealed class FakeServer : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly ConcurrentDictionary<string, Func<HttpContext, Task>> _answers = new();
    private readonly ConcurrentDictionary<string, bool> _unread = new();

    private FakeServer(WebApplication app) => _app = app;

    /// <summary>Where it listens.</summary>
    public Uri Address => new(_app.Urls.Single());

    /// <summary>Every request so far, in order.</summary>
    public ConcurrentQueue<Received> Requests { get; } = new();

    public static async Task<FakeServer> StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(o => o.Limits.MaxRequestBodySize = null);
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var server = new FakeServer(builder.Build());
        server._app.Run(server.AnswerAsync);
        await server._app.StartAsync();
        return server;
    }

    /// <summary>Answers a request line such as <c>GET /api/v1/stages</c>, compared as it came over the wire, with JSON.</summary>
    public FakeServer On(string request, string json, int status = 200) =>
        On(
            request,
            context =>
            {
                context.Response.StatusCode = status;
                context.Response.ContentType = status < 400 ? "application/json" : "application/problem+json";
                return context.Response.WriteAsync(json);
            }
        );

    /// <summary>Answers a request line with a status and nothing else.</summary>
    public FakeServer On(string request, int status) =>
        On(
            request,
            context =>
            {
                context.Response.StatusCode = status;
                return Task.CompletedTask;
            }
        );

    /// <summary>Answers a request line in code.</summary>
    public FakeServer On(string request, Func<HttpContext, Task> answer)
    {
        _answers[request] = answer;
        return this;
    }

    /// <summary>Refuses a request line by its head alone, without reading the body.</summary>
    public FakeServer Refuse(string request, string problem, int status)
    {
        _unread[request] = true;
        return On(request, problem, status);
    }

    public async ValueTask DisposeAsync() => await _app.DisposeAsync();

    private async Task AnswerAsync(HttpContext context)
    {
        var target = context.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget;
        var line = $"{context.Request.Method} {target}";
        if (!_answers.TryGetValue(line, out var answer))
        {
            Requests.Enqueue(new Received(line, Headers(context), ""));
            context.Response.StatusCode = 418;
            await context.Response.WriteAsync($"The test did not say what to answer to: {line}");
            return;
        }

        using var body = new StreamReader(context.Request.Body, Encoding.UTF8);
        var text = _unread.ContainsKey(line) ? "" : await body.ReadToEndAsync();
        Requests.Enqueue(new Received(line, Headers(context), text));
        await answer(context);
    }

    private static Dictionary<string, string> Headers(HttpContext context) =>
        context.Request.Headers.ToDictionary(h => h.Key, h => h.Value.ToString(), StringComparer.OrdinalIgnoreCase);

    /// <summary>One request as it arrived.</summary>
    public sealed record Received(string Line, IReadOnlyDictionary<string, string> Headers, string Body);
}
