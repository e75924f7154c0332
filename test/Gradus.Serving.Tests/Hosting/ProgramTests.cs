using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text;
using Gradus.Evaluation;
using Gradus.Server.Tests;
using Gradus.Serving.Rollouts;
using Gradus.Serving.Traffic;

namespace Gradus.Serving.Hosting;

/// <summary>The executable as it is shipped: its command line, its signals, what becomes of its children.</summary>
public sealed class ProgramTests : IDisposable
{
    private readonly string _data = Directory.CreateTempSubdirectory("gradus-program-").FullName;

    public void Dispose() => Directory.Delete(_data, recursive: true);

    [Theory]
    [InlineData("TERM")]
    [InlineData("INT")]
    public async Task A_signal_ends_the_gateway_cleanly_and_its_model_processes_with_it(string signal)
    {
        await using var server = await TestServer.StartAsync();
        await server.ReleaseAsync("digits", File.ReadAllBytes(Samples.Path("digits", "v1-logistic.onnx")));
        using var gateway = StartGateway(
            "models:/digits/Production",
            "--server",
            server.Address.AbsoluteUri,
            "--port",
            "0"
        );
        var address = await ReadAddressAsync(gateway);
        await BecomeReadyAsync(address);
        var children = Children(gateway.Id);
        children.ShouldNotBeEmpty();

        Signals.Send(gateway.Id, signal);

        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        await gateway.WaitForExitAsync(patience.Token);
        gateway.ExitCode.ShouldBe(0);
        children.Where(Signals.IsAlive).ShouldBeEmpty();
    }

    [Fact]
    public async Task Model_processes_end_when_the_gateway_is_killed()
    {
        await using var server = await TestServer.StartAsync();
        await server.ReleaseAsync("digits", File.ReadAllBytes(Samples.Path("digits", "v1-logistic.onnx")));
        using var gateway = StartGateway(
            "models:/digits/Production",
            "--server",
            server.Address.AbsoluteUri,
            "--port",
            "0"
        );
        await BecomeReadyAsync(await ReadAddressAsync(gateway));
        var children = Children(gateway.Id);

        gateway.Kill();

        for (var i = 0; i < 3000 && children.Any(Signals.IsAlive); i++)
        {
            await Task.Delay(10, TestContext.Current.CancellationToken);
        }

        children.Where(Signals.IsAlive).ShouldBeEmpty();
    }

    [Fact]
    public async Task Everything_that_is_wrong_is_said_at_once()
    {
        var (exitCode, errors) = await RunAsync(
            "models:/digits/Production",
            "models:/digits/Production",
            "--port",
            "70000",
            "--workers",
            "0",
            "--name",
            ""
        );

        exitCode.ShouldBe(2);
        errors.Length.ShouldBe(4);
        errors[1].ShouldBe("--name is not 1 to 200 printable characters.");
        errors[0].ShouldBe("models:/digits/Production is named twice.");
    }

    [Theory]
    [InlineData("digits", "'digits' is not a model to serve")]
    [InlineData("models:/digits/latest", "no gate before it")]
    public async Task What_is_no_model_is_refused(string uri, string message)
    {
        var (exitCode, errors) = await RunAsync(uri);

        exitCode.ShouldBe(2);
        errors.Single().ShouldContain(message);
    }

    [Fact]
    public async Task A_collector_is_sent_what_is_counted()
    {
        await using var plane = await FakePlane.StartAsync(OddModels.Classifier());
        using var collector = new HttpListener();
        var port = FreePort();
        collector.Prefixes.Add($"http://127.0.0.1:{port}/");
        collector.Start();
        using var gateway = Start([
            $"{MeterExport.Collector}=http://127.0.0.1:{port}",
            "OTEL_EXPORTER_OTLP_PROTOCOL=http/protobuf",
            "OTEL_METRIC_EXPORT_INTERVAL=100",
            Executable,
            FakePlane.Uri,
            "--server",
            plane.Address.AbsoluteUri,
            "--port",
            "0",
        ]);
        var address = await ReadAddressAsync(gateway);
        await BecomeReadyAsync(address);
        using var http = new HttpClient { BaseAddress = address };
        using var body = new StringContent("""{"inputs":[[1,2]]}""", Encoding.UTF8, "application/json");
        using var answer = await http.PostAsync(
            new Uri("/invocations", UriKind.Relative),
            body,
            TestContext.Current.CancellationToken
        );
        answer.StatusCode.ShouldBe(HttpStatusCode.OK);

        var (path, sent) = await ReceiveAsync(collector).WaitAsync(TimeSpan.FromSeconds(60));

        Signals.Send(gateway.Id, "TERM");
        await gateway.WaitForExitAsync(TestContext.Current.CancellationToken);
        path.ShouldBe("/v1/metrics");
        sent.ShouldContain("gradus.serving.requests");
        sent.ShouldContain("gradus-serving");
    }

    [Fact]
    public async Task A_port_that_is_taken_is_said_in_one_line()
    {
        await using var server = await TestServer.StartAsync();

        var (exitCode, errors) = await RunAsync(
            "models:/digits/1",
            "--port",
            $"{server.Address.Port}",
            "--data",
            _data
        );

        exitCode.ShouldBe(1);
        errors.ShouldBe([
            $"Port {server.Address.Port} of 127.0.0.1 is in use by another program; choose another with --port N.",
        ]);
    }

    [Fact]
    public async Task A_folder_is_one_gateways_at_a_time()
    {
        await using var plane = await FakePlane.StartAsync(OddModels.Classifier());
        string[] line = [FakePlane.Uri, "--server", plane.Address.AbsoluteUri, "--port", "0"];
        using var first = StartGateway(line);
        await ReadAddressAsync(first);

        var (exitCode, errors) = await RunAsync([.. line, "--data", _data]);

        exitCode.ShouldBe(1);
        errors.ShouldBe([
            $"The folder {_data} is in use by another gateway; choose another with --data FOLDER, and another --name.",
        ]);
        first.Kill();
        await first.WaitForExitAsync(TestContext.Current.CancellationToken);
        using var next = StartGateway(line);
        await ReadAddressAsync(next);
        next.Kill();
        await next.WaitForExitAsync(TestContext.Current.CancellationToken);
    }

    // Until the meter is spoken of: before the first request there is nothing to tell.
    private static async Task<(string Path, string Sent)> ReceiveAsync(HttpListener collector)
    {
        while (true)
        {
            var request = await collector.GetContextAsync();
            using var reader = new StreamReader(request.Request.InputStream, Encoding.Latin1);
            var sent = await reader.ReadToEndAsync();
            request.Response.Close();
            if (sent.Contains("gradus.serving.requests", StringComparison.Ordinal))
            {
                return (request.Request.Url!.AbsolutePath, sent);
            }
        }
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    private Process StartGateway(params string[] arguments) => Start([Executable, .. arguments]);

    private Process Start(string[] words)
    {
        // A shell that runs the tests in the background has them ignore SIGINT, and what they start as well.
        string[] line = ["--default-signal=INT", .. words, "--data", _data];
        var start = new ProcessStartInfo("env", line) { RedirectStandardOutput = true, RedirectStandardError = true };
        return Process.Start(start)!;
    }

    private static async Task<(int ExitCode, string[] Errors)> RunAsync(params string[] arguments)
    {
        var start = new ProcessStartInfo(Executable, arguments)
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        using var process = Process.Start(start)!;
        var output = process.StandardOutput.ReadToEndAsync();
        var errors = await process.StandardError.ReadToEndAsync();
        await output;
        await process.WaitForExitAsync();
        return (process.ExitCode, errors.Split('\n', StringSplitOptions.RemoveEmptyEntries));
    }

    private static async Task<Uri> ReadAddressAsync(Process gateway)
    {
        const string Before = "Gradus serves on ";
        while (await gateway.StandardOutput.ReadLineAsync() is { } line)
        {
            if (line.IndexOf(Before, StringComparison.Ordinal) is >= 0 and var at)
            {
                _ = gateway.StandardOutput.ReadToEndAsync();
                return new Uri(line[(at + Before.Length)..].Split(": ")[0]);
            }
        }

        throw new InvalidOperationException(await gateway.StandardError.ReadToEndAsync());
    }

    private static async Task BecomeReadyAsync(Uri address)
    {
        using var http = new HttpClient { BaseAddress = address };
        for (var i = 0; i < 600; i++)
        {
            using var answer = await http.GetAsync(new Uri("/health", UriKind.Relative));
            if (answer.StatusCode == HttpStatusCode.OK)
            {
                return;
            }

            await Task.Delay(50);
        }

        throw new TimeoutException("The gateway did not get ready.");
    }

    private static int[] Children(int parent) =>
        [
            .. Directory
                .EnumerateDirectories("/proc")
                .Select(folder => int.TryParse(Path.GetFileName(folder), out var id) ? id : 0)
                .Where(id => id > 0 && Isolation.ProcStatus.Stat(id)?.Parent == parent),
        ];

    // What `dotnet build` leaves of the gateway itself.
    private static string Executable
    {
        get
        {
            var here = new DirectoryInfo(AppContext.BaseDirectory);
            return Path.Join(here.Parent!.Parent!.FullName, "Gradus.Serving", here.Name, "gradus-serving");
        }
    }
}
