using System.Net;
using System.Text;
using System.Text.Json;
using Gradus.Core.Models;
using Gradus.Serving.Capture;
using Gradus.Serving.Hosting;
using Gradus.Serving.Models;
using Gradus.Serving.Pools;

namespace Gradus.Serving;

/// <summary>A gateway in the test's process, on a free port; its model processes are real.</summary>
internal sealed class RunningGateway : IAsyncDisposable
{
    private readonly Gateway _gateway;
    private readonly bool _ownsData;

    private RunningGateway(Gateway gateway, string data, bool ownsData)
    {
        _gateway = gateway;
        _ownsData = ownsData;
        Data = data;
        Http = new HttpClient { BaseAddress = new Uri(gateway.Address), Timeout = TimeSpan.FromSeconds(60) };
    }

    public HttpClient Http { get; }

    /// <summary>Where it keeps what it knows.</summary>
    public string Data { get; }

    /// <summary>Everything it serves.</summary>
    public ServedModels Models => _gateway.Models;

    /// <summary>The only thing it serves.</summary>
    public ServedModel Served => Models.GetOnly();

    /// <summary>The ids of the processes that answer now.</summary>
    public IReadOnlyList<int> Processes => Served.Current!.Pool.ProcessIds;

    /// <summary>Starts a gateway and waits until all is loaded.</summary>
    /// <param name="server">The control plane.</param>
    /// <param name="uris">What it serves, separated by spaces.</param>
    /// <param name="pool">How versions are run; null for one process.</param>
    /// <param name="data">Where it keeps what it knows; null for a new folder that goes with it.</param>
    /// <param name="capture">Which requests it keeps; null for none.</param>
    /// <param name="standby">How long a version that was replaced stays loaded.</param>
    public static async Task<RunningGateway> StartAsync(
        Uri server,
        string uris,
        PoolOptions? pool = null,
        string? data = null,
        CaptureOptions? capture = null,
        TimeSpan standby = default
    )
    {
        var running = await StartUnreadyAsync(server, uris, pool, data, capture, standby);
        await running.WaitAsync(() => running.Models.AreReady);
        return running;
    }

    /// <summary>Starts a gateway and does not wait for its models.</summary>
    public static async Task<RunningGateway> StartUnreadyAsync(
        Uri server,
        string uris,
        PoolOptions? pool = null,
        string? data = null,
        CaptureOptions? capture = null,
        TimeSpan standby = default
    )
    {
        var folder = data ?? Directory.CreateTempSubdirectory("gradus-serving-").FullName;
        var options = new ServingOptions([.. uris.Split(' ').Select(uri => ModelUri.Parse(uri).Value)])
        {
            Server = server,
            Port = 0,
            Data = folder,
            Pool = pool ?? new PoolOptions { Processes = 1 },
            Capture = capture ?? new CaptureOptions(),
            Standby = standby,
        };
        return new RunningGateway(
            await Gateway.StartAsync(options, TimeProvider.System),
            folder,
            ownsData: data is null
        );
    }

    /// <summary>Waits until something is so.</summary>
    public async Task WaitAsync(Func<bool> isSo, int seconds = 30)
    {
        for (var i = 0; i < seconds * 100; i++)
        {
            if (isSo())
            {
                return;
            }

            await Task.Delay(10);
        }

        isSo().ShouldBeTrue(string.Join("; ", Models.All.Select(served => $"{served.Uri}: {served.Problem}")));
    }

    /// <summary>Waits until this version answers.</summary>
    public Task WaitForVersionAsync(int version) => WaitAsync(() => Served.Current?.Number == version);

    /// <summary>Posts to /invocations, or to another path.</summary>
    public async Task<Answer> AskAsync(
        string body,
        string type = "application/json",
        string path = "/invocations",
        string? charset = null
    )
    {
        using var content = new StringContent(body, Encoding.UTF8);
        content.Headers.ContentType = new(type) { CharSet = charset };
        using var answer = await Http.PostAsync(new Uri(path, UriKind.Relative), content);
        return await Answer.ReadAsync(answer);
    }

    /// <summary>Gets a path.</summary>
    public async Task<Answer> GetAsync(string path)
    {
        using var answer = await Http.GetAsync(new Uri(path, UriKind.Relative));
        return await Answer.ReadAsync(answer);
    }

    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        await _gateway.DisposeAsync();
        if (_ownsData)
        {
            Directory.Delete(Data, recursive: true);
        }
    }
}

/// <summary>What a gateway answered.</summary>
internal sealed record Answer(HttpStatusCode Status, string Text, string? Version, TimeSpan? RetryAfter)
{
    public static async Task<Answer> ReadAsync(HttpResponseMessage answer) =>
        new(
            answer.StatusCode,
            await answer.Content.ReadAsStringAsync(),
            answer.Headers.TryGetValues("Gradus-Model-Version", out var values) ? values.Single() : null,
            answer.Headers.RetryAfter?.Delta
        );

    /// <summary>The body as JSON, of an answer that is one.</summary>
    public JsonElement Json()
    {
        Status.ShouldBe(HttpStatusCode.OK, Text);
        return JsonDocument.Parse(Text).RootElement;
    }

    /// <summary>Asserts that the request was refused in MLflow's form, and returns the message.</summary>
    public string ShouldBeRefused(HttpStatusCode status, string code)
    {
        Status.ShouldBe(status, Text);
        var error = JsonDocument.Parse(Text).RootElement;
        error.GetProperty("error_code").GetString().ShouldBe(code);
        Text.ShouldNotContain("   at ");
        return error.GetProperty("message").GetString()!;
    }

    /// <summary>Asserts that the request was refused as bad, and returns the message.</summary>
    public string ShouldBeBad() => ShouldBeRefused(HttpStatusCode.BadRequest, "BAD_REQUEST");
}
