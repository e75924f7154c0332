using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using Gradus.Core.Models;
using Gradus.Protocol;
using Gradus.Protocol.Models;
using Gradus.Protocol.Stages;
using Gradus.Serving.Hosting;
using Gradus.Serving.Pools;

namespace Gradus.ServingLoad;

/// <summary>What came of many swaps.</summary>
/// <param name="Milliseconds">Of each, how long after the move was acknowledged the first request was answered by the other version.</param>
/// <param name="Requests">How many requests were answered meanwhile.</param>
/// <param name="Failed">How many were not.</param>
internal sealed record SwapResults(List<double> Milliseconds, long Requests, long Failed);

/// <summary>Two versions take turns in a stage of a real server while callers ask the gateway that follows it.</summary>
internal static class Swaps
{
    private const int Callers = 4;
    private const string Program = "artifacts/bin/Gradus.Server/release/gradus-server.dll";

    /// <summary>Runs them; from the repository's root, with the server built in Release.</summary>
    public static async Task<SwapResults> RunAsync(int count, Sample sample, string folder)
    {
        var address = new Uri($"http://127.0.0.1:{FreePort()}");
        using var server = Process.Start(
            new ProcessStartInfo(
                "dotnet",
                [Program, "--data", Path.Join(folder, "registry"), "--port", $"{address.Port}"]
            )
            {
                RedirectStandardOutput = true,
                RedirectStandardError = true,
            }
        )!;
        server.OutputDataReceived += (_, _) => { };
        server.ErrorDataReceived += (_, _) => { };
        server.BeginOutputReadLine();
        server.BeginErrorReadLine();
        try
        {
            using var api = new GradusClient(address);
            while (!await IsHealthyAsync(api))
            {
                await Task.Delay(50);
            }

            await api.Models.CreateAsync(new CreateModelDto("digits"));
            foreach (var file in (string[])["v1-logistic.onnx", "v2-mlp.onnx"])
            {
                await api.Versions.UploadAsync("digits", Path.Join("samples", "digits", file), new(), null, default);
            }

            await MoveAsync(api, 1);
            await using var gateway = await StartAsync(address, Path.Join(folder, "gateway"));
            return await SwapAsync(api, gateway.Address, sample.Request(1), count);
        }
        finally
        {
            server.Kill();
            await server.WaitForExitAsync();
        }
    }

    private static async Task<SwapResults> SwapAsync(GradusClient api, string gateway, byte[] request, int count)
    {
        using var http = new HttpClient { BaseAddress = new Uri(gateway) };
        using var stop = new CancellationTokenSource();
        var (answering, requests, failed) = (1, 0L, 0L);
        var callers = Enumerable.Range(0, Callers).Select(_ => Task.Run(CallAsync)).ToList();
        var times = new List<double>();
        for (var swap = 0; swap < count; swap++)
        {
            var next = swap % 2 == 0 ? 2 : 1;
            await MoveAsync(api, next);
            var moved = Stopwatch.GetTimestamp();
            while (Volatile.Read(ref answering) != next)
            {
                await Task.Delay(1);
            }

            times.Add(Stopwatch.GetElapsedTime(moved).TotalMilliseconds);
        }

        await stop.CancelAsync();
        await Task.WhenAll(callers);
        return new SwapResults(times, requests, failed);

        async Task CallAsync()
        {
            while (!stop.IsCancellationRequested)
            {
                using var content = new ByteArrayContent(request);
                content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
                try
                {
                    using var answer = await http.PostAsync(
                        new Uri("/v2/models/digits/infer", UriKind.Relative),
                        content
                    );
                    Interlocked.Increment(ref requests);
                    if (!answer.IsSuccessStatusCode)
                    {
                        Interlocked.Increment(ref failed);
                        continue;
                    }

                    var version = answer.Headers.GetValues("Gradus-Model-Version").Single();
                    Volatile.Write(ref answering, int.Parse(version, CultureInfo.InvariantCulture));
                }
                catch (HttpRequestException)
                {
                    Interlocked.Increment(ref failed);
                }

                await Task.Delay(2);
            }
        }
    }

    private static Task<TransitionResultDto> MoveAsync(GradusClient api, int version) =>
        api.Versions.TransitionAsync(
            "digits",
            version,
            new TransitionRequestDto("Production", ArchiveExistingVersions: true)
        );

    private static async Task<Gateway> StartAsync(Uri server, string folder)
    {
        var options = new ServingOptions([ModelUri.Parse("models:/digits/Production").Value])
        {
            Server = server,
            Port = 0,
            Data = folder,
            Pool = new PoolOptions { Processes = 2 },
        };
        var gateway = await Gateway.StartAsync(options, TimeProvider.System);
        while (!gateway.Models.AreReady)
        {
            await Task.Delay(20);
        }

        return gateway;
    }

    private static async Task<bool> IsHealthyAsync(GradusClient api)
    {
        try
        {
            return await api.IsHealthyAsync();
        }
        catch (Protocol.Client.GradusUnreachableException)
        {
            return false;
        }
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
