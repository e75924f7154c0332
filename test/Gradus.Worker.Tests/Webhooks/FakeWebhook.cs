using System.Collections.Concurrent;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Gradus.Worker.Webhooks;

/// <summary>A webhook that answers as it is told, and keeps what it is asked.</summary>
internal sealed class FakeWebhook : IAsyncDisposable
{
    private readonly WebApplication _app;
    private Func<HttpContext, Task> _answer = _ => Task.CompletedTask;

    private FakeWebhook(WebApplication app) => _app = app;

    public static async Task<FakeWebhook> StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var webhook = new FakeWebhook(builder.Build());
        webhook._app.Run(webhook.HandleAsync);
        await webhook._app.StartAsync(TestContext.Current.CancellationToken);
        return webhook;
    }

    public Uri Address =>
        new(_app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single());

    /// <summary>The questions, as they came.</summary>
    public ConcurrentQueue<string> Bodies { get; } = [];

    /// <summary>The header of the last question.</summary>
    public (string? Method, string? ContentType, long? Length) Header { get; private set; }

    public void Answer(
        int status,
        string body,
        string? location = null,
        bool withLength = true,
        TimeSpan after = default
    ) =>
        _answer = async context =>
        {
            await Task.Delay(after, context.RequestAborted);
            var bytes = Encoding.UTF8.GetBytes(body);
            context.Response.StatusCode = status;
            context.Response.ContentLength = withLength && status != 204 ? bytes.Length : null;
            context.Response.Headers.Location = location;
            await context.Response.Body.WriteAsync(bytes, context.RequestAborted);
        };

    /// <summary>From now on an answer never ends, a space a while.</summary>
    public void Drip() =>
        _answer = async context =>
        {
            while (true)
            {
                await context.Response.WriteAsync(" ", context.RequestAborted);
                await context.Response.Body.FlushAsync(context.RequestAborted);
                await Task.Delay(100, context.RequestAborted);
            }
        };

    public async ValueTask DisposeAsync()
    {
        using var atOnce = new CancellationTokenSource();
        await atOnce.CancelAsync();
        await _app.StopAsync(atOnce.Token);
        await _app.DisposeAsync();
    }

    private async Task HandleAsync(HttpContext context)
    {
        Header = (context.Request.Method, context.Request.ContentType, context.Request.ContentLength);
        using var reader = new StreamReader(context.Request.Body);
        Bodies.Enqueue(await reader.ReadToEndAsync(context.RequestAborted));
        try
        {
            await _answer(context);
        }
        catch (OperationCanceledException)
        {
            // Who asked is gone.
        }
    }
}
