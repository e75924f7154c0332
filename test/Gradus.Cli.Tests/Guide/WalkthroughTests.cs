using System.Diagnostics;
using System.Runtime.CompilerServices;
using Gradus.Server.Tests;
using Gradus.Worker;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Gradus.Cli.Tests.Guide;

/// <summary>The guide's examples do what stands there when they are typed at a server.</summary>
public sealed class WalkthroughTests : IDisposable
{
    private static readonly string Repository = Path.GetFullPath(Path.Combine(Here(), "..", "..", ".."));

    private readonly string _folder = Directory.CreateTempSubdirectory("gradus-guide-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task From_policy_to_Production_goes_as_it_is_told()
    {
        await using var server = await TestServer.StartAsync();

        (await TypeAsync("walkthrough.md", server, [])).ShouldBeGreaterThan(40);
    }

    [Fact]
    public async Task The_same_by_HTTP_goes_as_it_is_told()
    {
        await using var server = await TestServer.StartAsync();

        (await TypeAsync("walkthrough-by-http.md", server, [])).ShouldBeGreaterThan(25);
    }

    [Fact]
    public async Task What_a_worker_finds_out_and_what_happens_by_itself_goes_as_it_is_told()
    {
        await using var server = await TestServer.StartAsync(new SaturdayTime());
        await using var desk = await RiskDeskAsync();
        var commands = Directory.CreateDirectory(Path.Combine(_folder, "gradus-data", "commands")).FullName;
        var cache = Path.Combine(_folder, "cache");
        using var worker = ShippedAgent.Start(server.Address, cache, "--commands", commands);
        try
        {
            var addresses = new Dictionary<string, string> { ["https://risk.example"] = desk.Urls.Single() };
            (await TypeAsync("walkthrough-by-itself.md", server, addresses)).ShouldBeGreaterThan(25);
        }
        finally
        {
            worker.Kill(entireProcessTree: true);
            await worker.WaitForExitAsync();
        }
    }

    private async Task<int> TypeAsync(string name, TestServer server, Dictionary<string, string> addresses)
    {
        var page = GuidePage.Read(await File.ReadAllTextAsync(Path.Combine(Repository, "docs", "guide", name)));
        var reader = new GuideReader(server.Address, Repository, _folder, addresses);
        foreach (var step in page)
        {
            await reader.DoAsync(step);
        }

        return page.OfType<GuidePage.Command>().Count();
    }

    private static async Task<WebApplication> RiskDeskAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var desk = builder.Build();
        desk.MapPost("/gradus", () => Results.Json(new { verdict = "passed", summary = "known to the risk desk" }));
        await desk.StartAsync();
        return desk;
    }

    private static string Here([CallerFilePath] string path = "") => Path.GetDirectoryName(path)!;

    // Runs as fast as any clock; the day it shows is a Saturday.
    private sealed class SaturdayTime : TimeProvider
    {
        private static readonly DateTimeOffset Noon = new(2026, 11, 28, 12, 0, 0, TimeSpan.Zero);

        private readonly long _start = Stopwatch.GetTimestamp();

        public override DateTimeOffset GetUtcNow() => Noon + Stopwatch.GetElapsedTime(_start);
    }
}
