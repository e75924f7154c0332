using System.Collections.Concurrent;
using System.Text.Json;
using Gradus.Core.Artifacts;
using Gradus.Protocol;
using Gradus.Protocol.Artifacts;
using Gradus.Protocol.Models;
using Gradus.Protocol.Serving;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Gradus.Serving.Rollouts;

/// <summary>A control plane that says of the model "odd" what a test has it say, and keeps what gateways tell it.</summary>
internal sealed class FakePlane : IAsyncDisposable
{
    public const string Uri = "models:/odd/Production";

    private readonly IReadOnlyList<byte[]> _models;
    private readonly WebApplication _app;
    private readonly ConcurrentQueue<(string Gateway, GatewayReportDto Report)> _reports = [];
    private volatile TrafficDto _traffic = new(null);

    private FakePlane(IReadOnlyList<byte[]> models)
    {
        _models = models;
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Services.Configure<HostOptions>(host => host.ShutdownTimeout = TimeSpan.FromSeconds(1));
        _app = builder.Build();
        var api = _app.MapGroup("/api/v1/models/odd");
        api.MapGet("/stages/Production/traffic", () => Results.Json(_traffic, ProtocolJson.Default.TrafficDto));
        api.MapPut("/stages/Production/gateways/{gateway}", TakeAsync);
        api.MapGet(
            "/versions/{version:int}/manifest",
            (int version) => Results.Json(Describe(version), ProtocolJson.Default.ManifestDto)
        );
        api.MapGet("/versions/{version:int}/files/model.onnx", (int version) => Results.Bytes(_models[version - 1]));
    }

    public System.Uri Address => new(_app.Urls.First());

    /// <summary>The status that reports are answered with.</summary>
    public int ReportStatus { get; set; } = StatusCodes.Status204NoContent;

    /// <summary>Everything that was told.</summary>
    public IReadOnlyList<GatewayReportDto> Reports => [.. _reports.Select(told => told.Report)];

    /// <summary>What was told last.</summary>
    public GatewayReportDto? LastReport => _reports.LastOrDefault().Report;

    /// <summary>Who told something.</summary>
    public IReadOnlyList<string> Gateways => [.. _reports.Select(told => told.Gateway).Distinct()];

    /// <summary>Starts one whose versions 1, 2 and so on have these files; the first one holds the stage.</summary>
    public static async Task<FakePlane> StartAsync(params byte[][] models)
    {
        var plane = new FakePlane(models);
        plane.Hold(1);
        await plane._app.StartAsync();
        return plane;
    }

    /// <summary>One version answers everything.</summary>
    public void Hold(int version, string status = "ready") => _traffic = new TrafficDto(Version(version, status));

    /// <summary>The second version takes over from the first step by step.</summary>
    public void Roll(
        string split,
        double share,
        bool mirror = false,
        string? key = null,
        int candidate = 2,
        int incumbent = 1,
        string status = "ready"
    ) =>
        _traffic = new TrafficDto(
            Version(candidate, status),
            new RolloutDto("p1", split, Version(incumbent, "ready"), share, mirror, key, 1, 3, 0)
        );

    public Task StopAsync() => _app.StopAsync();

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    /// <summary>The digest of a version's manifest.</summary>
    public string DigestOf(int version) => Describe(version).Digest;

    private async Task<IResult> TakeAsync(string gateway, HttpContext context)
    {
        var report = await JsonSerializer.DeserializeAsync(
            context.Request.Body,
            ProtocolJson.Default.GatewayReportDto,
            context.RequestAborted
        );
        _reports.Enqueue((gateway, report!));
        return ReportStatus < 400
            ? Results.StatusCode(ReportStatus)
            : Results.Problem("You may not work here.", statusCode: ReportStatus);
    }

    private VersionDto Version(int version, string status) =>
        new(
            "odd",
            version,
            "Production",
            status,
            status == "ready" ? null : "Somebody said so.",
            "",
            "",
            null,
            null,
            DigestOf(version),
            "",
            0,
            0,
            [],
            []
        );

    private ManifestDto Describe(int version)
    {
        var bytes = _models[version - 1];
        var file = new ManifestFile(ArtifactPath.Parse("model.onnx").Value, bytes.Length, Digest.Of(bytes));
        var manifest = Manifest.Create([file]).Value;
        return new ManifestDto(
            manifest.Digest.ToString(),
            manifest.Size,
            [new FileDto("model.onnx", file.Size, file.Digest.ToString())],
            null,
            null
        );
    }
}
