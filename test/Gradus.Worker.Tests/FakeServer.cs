using System.Collections.Concurrent;
using System.Globalization;
using System.Text;
using System.Threading.Channels;
using Gradus.Core.Artifacts;
using Gradus.Protocol;
using Gradus.Protocol.Work;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Gradus.Worker;

/// <summary>A server that hands out the work it is given, over real HTTP, and keeps what it is told.</summary>
internal sealed class FakeServer : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly Channel<WorkDto> _work = Channel.CreateUnbounded<WorkDto>();
    private readonly Channel<WorkDto> _ofRunners = Channel.CreateUnbounded<WorkDto>();
    private readonly ConcurrentDictionary<string, WorkDto> _offered = new();
    private readonly Channel<(string Work, OutcomeDto Outcome)> _outcomes = Channel.CreateUnbounded<(
        string,
        OutcomeDto
    )>();
    private readonly ConcurrentDictionary<string, byte[]> _blobs = new();
    private readonly ConcurrentDictionary<string, int> _downloads = new();
    private readonly ConcurrentDictionary<string, int> _heartbeats = new();
    private readonly ConcurrentDictionary<string, bool> _lost = new();
    private int _nextId;
    private IResult? _refusal;

    private FakeServer(WebApplication app) => _app = app;

    public static async Task<FakeServer> StartAsync(int port = 0)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls(string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{port}"));
        builder.Services.ConfigureHttpJsonOptions(json =>
        {
            // A context does not bring its naming policy along.
            json.SerializerOptions.PropertyNamingPolicy = ProtocolJson.Default.Options.PropertyNamingPolicy;
            json.SerializerOptions.NumberHandling = ProtocolJson.Default.Options.NumberHandling;
            json.SerializerOptions.TypeInfoResolverChain.Insert(0, ProtocolJson.Default);
        });
        var server = new FakeServer(builder.Build());
        server.Map();
        await server._app.StartAsync(TestContext.Current.CancellationToken);
        return server;
    }

    public Uri Address =>
        new(_app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single());

    /// <summary>How often a blob was asked for.</summary>
    public int DownloadsOf(byte[] blob) => _downloads.GetValueOrDefault(Digest.Of(blob).Hex);

    /// <summary>How often the worker said of some work that it is still at it.</summary>
    public int HeartbeatsOf(string work) => _heartbeats.GetValueOrDefault(work);

    /// <summary>From now on the lease of some work is another's.</summary>
    public void TakeAway(string work) => _lost[work] = true;

    /// <summary>From now on nothing is handed on.</summary>
    public void RefuseWith(int status, string why) => _refusal = Results.Problem(detail: why, statusCode: status);

    /// <summary>The bytes kept under a digest.</summary>
    public byte[] BytesOf(OutputDto output) => _blobs[Digest.Parse(output.Digest).Value.Hex];

    /// <summary>Keeps bytes under a digest that need not be theirs.</summary>
    public void Store(string hex, byte[] bytes) => _blobs[hex] = bytes;

    /// <summary>Hands out work on one model file and the test data set; gives the work's id.</summary>
    public string Offer(byte[] model, int timeoutSeconds = 60, long memoryBytes = 2_000_000_000) =>
        Offer([("model.onnx", model)], TestModels.Csv, timeoutSeconds, memoryBytes);

    /// <summary>Hands out work on several files.</summary>
    public string Offer(
        IReadOnlyList<(string Path, byte[] Bytes)> files,
        string csv,
        int timeoutSeconds = 60,
        long memoryBytes = 2_000_000_000
    ) => Offer(Describe(files, csv) with { Limits = new WorkLimitsDto(timeoutSeconds, memoryBytes) });

    /// <summary>Hands out work as it is, under a new id.</summary>
    public string Offer(WorkDto work)
    {
        var id = string.Create(CultureInfo.InvariantCulture, $"w{Interlocked.Increment(ref _nextId)}");
        var offered = work with { Id = id, Lease = $"lease-{id}" };
        _offered[id] = offered with { Runner = null };
        (work.Runner is null ? _work : _ofRunners).Writer.TryWrite(offered).ShouldBeTrue();
        return id;
    }

    /// <summary>Stores the files and describes the work.</summary>
    public WorkDto Describe(IReadOnlyList<(string Path, byte[] Bytes)> files, string csv)
    {
        var data = Encoding.UTF8.GetBytes(csv);
        foreach (var bytes in files.Select(file => file.Bytes).Append(data))
        {
            Store(Digest.Of(bytes).Hex, bytes);
        }

        return new WorkDto(
            "",
            "",
            LeaseSeconds: 3,
            Attempt: 1,
            "evaluate",
            Artifact(files),
            new WorkLimitsDto(60, 2_000_000_000),
            new WorkDatasetDto("pairs", Digest.Of(data).ToString(), data.Length, "label", [])
        );
    }

    /// <summary>Stores the files of one version, and of the one that holds the stage, and describes a test command on them.</summary>
    public WorkDto DescribeCommand(
        WorkCommandDto command,
        IReadOnlyList<(string Path, byte[] Bytes)> files,
        IReadOnlyList<(string Path, byte[] Bytes)>? incumbent = null
    ) =>
        new(
            "",
            "",
            LeaseSeconds: 3,
            Attempt: 1,
            "command",
            Keep(files),
            new WorkLimitsDto(60, 2_000_000_000),
            Command: command,
            Subject: new WorkSubjectDto("churn", "Production", 7, incumbent is null ? null : 4),
            Incumbent: incumbent is null ? null : Keep(incumbent)
        );

    /// <summary>Describes a question to a webhook.</summary>
    public WorkDto DescribeWebhook(string url) =>
        DescribeCommand(new WorkCommandDto("", [], null, new Dictionary<string, string>()), [("m.bin", [1])]) with
        {
            Kind = "http",
            Command = null,
            Webhook = new WorkWebhookDto("risk-desk", url),
        };

    private WorkArtifactDto Keep(IReadOnlyList<(string Path, byte[] Bytes)> files)
    {
        foreach (var (_, bytes) in files)
        {
            Store(Digest.Of(bytes).Hex, bytes);
        }

        return Artifact(files);
    }

    private static WorkArtifactDto Artifact(IReadOnlyList<(string Path, byte[] Bytes)> files)
    {
        var manifest = Manifest
            .Create(
                files.Select(f => new ManifestFile(
                    ArtifactPath.Parse(f.Path).Value,
                    f.Bytes.Length,
                    Digest.Of(f.Bytes)
                ))
            )
            .Value;
        return new WorkArtifactDto(
            manifest.Digest.ToString(),
            [.. manifest.Files.Select(f => new WorkFileDto(f.Path.Value, f.Size, f.Digest.ToString()))]
        );
    }

    /// <summary>The next outcome that a worker reports.</summary>
    public async Task<(string Work, OutcomeDto Outcome)> NextOutcomeAsync(int withinSeconds = 60)
    {
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        deadline.CancelAfter(TimeSpan.FromSeconds(withinSeconds));
        return await _outcomes.Reader.ReadAsync(deadline.Token);
    }

    public bool HasOutcome => _outcomes.Reader.TryPeek(out _);

    public async ValueTask DisposeAsync()
    {
        using var atOnce = new CancellationTokenSource();
        await atOnce.CancelAsync();
        await _app.StopAsync(atOnce.Token);
        await _app.DisposeAsync();
    }

    private void Map()
    {
        _app.MapPost("/api/v1/work/lease", LeaseAsync);
        _app.MapGet("/api/v1/work/{id}", Held);
        _app.MapPost("/api/v1/work/{id}/heartbeat", Heartbeat);
        _app.MapPost("/api/v1/work/{id}/outcome", Outcome);
        _app.MapPut("/api/v1/work/{id}/outputs/{hex}", PutOutputAsync);
        _app.MapGet("/api/v1/blobs/{hex}", Blob);
    }

    private async Task<IResult> LeaseAsync(LeaseRequestDto request, HttpContext context)
    {
        using var wait = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted);
        wait.CancelAfter(TimeSpan.FromSeconds(request.WaitSeconds));
        try
        {
            var waiting = request.Runners is null ? _work : _ofRunners;
            return Results.Ok(await waiting.Reader.ReadAsync(wait.Token));
        }
        catch (OperationCanceledException)
        {
            return Results.NoContent();
        }
    }

    private IResult Held(string id, HttpContext context) =>
        _refusal is { } refusal ? refusal
        : Holds(id, context.Request.Headers["Gradus-Lease"].ToString()) ? Results.Ok(_offered[id])
        : Results.Conflict();

    private IResult Heartbeat(string id, HeartbeatDto heartbeat)
    {
        _heartbeats.AddOrUpdate(id, 1, (_, count) => count + 1);
        return Holds(id, heartbeat.Lease) ? Results.NoContent() : Results.Conflict();
    }

    private IResult Outcome(string id, OutcomeDto outcome)
    {
        if (!Holds(id, outcome.Lease))
        {
            return Results.Conflict();
        }

        _lost[id] = true;
        _outcomes.Writer.TryWrite((id, outcome)).ShouldBeTrue();
        return Results.NoContent();
    }

    private async Task<IResult> PutOutputAsync(string id, string hex, HttpContext context)
    {
        using var bytes = new MemoryStream();
        await context.Request.Body.CopyToAsync(bytes, context.RequestAborted);
        if (!Holds(id, context.Request.Headers["Gradus-Lease"].ToString()))
        {
            return Results.Conflict();
        }

        Digest.Of(bytes.ToArray()).Hex.ShouldBe(hex);
        Store(hex, bytes.ToArray());
        return Results.NoContent();
    }

    private IResult Blob(string hex)
    {
        _downloads.AddOrUpdate(hex, 1, (_, count) => count + 1);
        return _blobs.TryGetValue(hex, out var bytes)
            ? Results.Bytes(bytes)
            : Results.Problem(detail: $"Artifact '{hex}' does not exist.", statusCode: StatusCodes.Status404NotFound);
    }

    private bool Holds(string id, string lease) => lease == $"lease-{id}" && !_lost.ContainsKey(id);
}
