using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;

namespace Gradus.Crash.Tests;

/// <summary>
/// Whatever a request names, the server opens nothing but its own folders, and connects to nobody: under strace, with every
/// spelling of the abuse cases 1 to 11 and 44, and a file in wait that they name.
/// </summary>
public sealed class TraceTests(ITestOutputHelper output) : IDisposable
{
    // Else the runtime keeps pipes for one, which it takes away at its end.
    private static readonly Dictionary<string, string> NoDebugger = new() { ["DOTNET_EnableDiagnostics"] = "0" };

    private readonly string _folder = Directory.CreateTempSubdirectory("gradus-trace-").FullName;
    private readonly TcpListener _peer = Listen();

    // A file that nobody has to do with.
    private string Bait => Path.Join(_folder, "bait", "secret.txt");

    // To it, from however deep a folder.
    private string WayUp => string.Concat(Enumerable.Repeat("../", 12)) + Bait.TrimStart('/');

    private string Log => Path.Join(_folder, "strace.log");

    private string Url => $"http://127.0.0.1:{((IPEndPoint)_peer.LocalEndpoint).Port}/model";

    [Fact]
    public async Task The_server_opens_nothing_and_reaches_nobody_that_a_request_names()
    {
        RequireStrace();
        LayBait();
        await using var target = await Target.CreateAsync(postgres: false);
        await using var server = await ServerProcess.StartAsync(target.Data, null, NoDebugger, Log);
        using var http = new HttpClient { BaseAddress = server.Address };
        await UseAsync(http);
        var before = new FileInfo(Log).Length;

        var (sent, refused) = (0, 0);
        foreach (var (method, path, body) in Abuse())
        {
            sent++;
            refused += await SendAsync(http, method, path, body) ? 0 : 1;
        }

        await UseAsync(http);
        await server.StopAsync();
        var trace = Trace.Read(Log, before);
        output.WriteLine($"{sent} requests, {refused} refused; {trace.Files.Count} files, {trace.Peers.Count} peers");
        refused.ShouldBeGreaterThan(200);
        trace.Files.ShouldContain(
            file => file.StartsWith(target.Data, StringComparison.Ordinal),
            "the trace saw nothing"
        );
        trace.Files.Where(file => !IsAllowed(file, target.Data)).ShouldBeEmpty();
        trace.Peers.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_program_that_does_is_seen()
    {
        RequireStrace();
        LayBait();
        var script = $"cat {Bait}; (exec 3<>/dev/tcp/127.0.0.1/{((IPEndPoint)_peer.LocalEndpoint).Port})";

        (await Shell.RunAsync(Trace.Over(new ProcessStartInfo("bash", ["-c", script]), Log))).ShouldBe(
            "nobody reads this"
        );

        var trace = Trace.Read(Log);
        trace.Files.ShouldContain(Bait);
        trace.Peers.ShouldHaveSingleItem().ShouldContain("127.0.0.1");
        IsAllowed(Bait, "/nowhere").ShouldBeFalse();
    }

    public void Dispose()
    {
        _peer.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    private static TcpListener Listen()
    {
        var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return listener;
    }

    private void LayBait()
    {
        Directory.CreateDirectory(Path.GetDirectoryName(Bait)!);
        File.WriteAllText(Bait, "nobody reads this");
    }

    private static void RequireStrace()
    {
        if (
            Environment
                .GetEnvironmentVariable("PATH")!
                .Split(':')
                .Any(folder => File.Exists(Path.Join(folder, "strace")))
        )
        {
            return;
        }

        if (Environment.GetEnvironmentVariable("CI") == "true")
        {
            Assert.Fail("CI must trace the server: strace is not installed.");
        }

        Assert.Skip("strace is not installed.");
    }

    // Its own data, its own program, and what the runtime needs of the system.
    private static bool IsAllowed(string file, string data)
    {
        var runtime = Path.GetFullPath(Path.Join(Path.GetDirectoryName(typeof(object).Assembly.Location), "../../.."));
        string[] folders =
        [
            data,
            ServerProcess.FolderOf("Gradus.Server"),
            runtime,
            "/proc",
            "/sys",
            "/dev",
            "/usr/lib",
            "/lib",
            "/usr/share/zoneinfo",
        ];
        return file is "/etc/localtime" or "/etc/ld.so.cache"
            || folders.Any(folder => file == folder || file.StartsWith($"{folder}/", StringComparison.Ordinal));
    }

    // Honest use, so that what the runtime loads late is loaded, and the trace is seen to see.
    private static async Task UseAsync(HttpClient http)
    {
        await SendAsync(http, "POST", "/api/2.0/mlflow/registered-models/create", """{"name":"m"}""");
        await SendAsync(
            http,
            "POST",
            "/api/2.0/mlflow/model-versions/create",
            """{"name":"m","source":"s3://bucket/model"}"""
        );
        await SendAsync(http, "PUT", "/api/2.0/mlflow-artifacts/artifacts/run/model.bin", "some bytes");
        await SendAsync(http, "GET", "/api/2.0/mlflow-artifacts/artifacts/run/model.bin", null);
        (await SendAsync(http, "GET", "/api/v1/models/m", null)).ShouldBeTrue();
    }

    private IEnumerable<(string Method, string Path, string? Body)> Abuse()
    {
        foreach (var source in Sources())
        {
            var quoted = JsonSerializer.Serialize(source);
            yield return ("POST", "/api/2.0/mlflow/model-versions/create", $$"""{"name":"m","source":{{quoted}}}""");
            yield return ("POST", "/api/v1/models/m/versions", $$"""{"source":{{quoted}}}""");
            yield return (
                "POST",
                "/api/v1/models/m/versions",
                $$"""{"files":[{"path":{{quoted}},"size":1,"digest":"sha256:{{new string('0', 64)}}"}]}"""
            );
            yield return (
                "POST",
                "/api/v1/policy",
                $$"""{"text":{{JsonSerializer.Serialize($"!include {source}")}}}"""
            );
        }

        foreach (var path in Paths())
        {
            foreach (
                var root in (string[])
                    ["/api/2.0/mlflow-artifacts/artifacts", "/ajax-api/2.0/mlflow-artifacts/artifacts"]
            )
            {
                yield return ("GET", $"{root}/{path}", null);
                yield return ("PUT", $"{root}/{path}", "x");
                yield return ("DELETE", $"{root}/{path}", null);
                yield return ("GET", $"{root}?path={path}", null);
            }

            yield return ("GET", $"/api/v1/models/m/versions/1/files/{path}", null);
            yield return ("GET", $"/api/v1/blobs/{path}", null);
            yield return ("PUT", $"/api/v1/blobs/{path}", "x");
            yield return ("PUT", $"/api/v1/datasets/{path}", """{"digest":"x"}""");
            yield return ("GET", $"/{path}", null);
        }
    }

    private IEnumerable<string> Sources()
    {
        var up = WayUp;
        return
        [
            Bait,
            up,
            $"file:{Bait}",
            $"file://{Bait}",
            $"FILE://{Bait}",
            $"file://localhost{Bait}",
            $"s3://bucket/{up}",
            $"s3://bucket/{up.Replace("..", "%2e%2e")}",
            $"s3://bucket/{up.Replace("..", "%252e%252e")}",
            $"mlflow-artifacts:/{up}",
            $"mlflow-artifacts://host/{up}",
            $"dbfs:/{up}",
            $"runs:/{up}",
            $"models:/m/1/{up}",
            Url,
            $"{Url}#/{up}",
            Url.Replace("http", "https"),
            Url.Replace("http://", "git+http://"),
            "http://169.254.169.254/latest/meta-data",
            "http://2130706433/model",
            "http://[::1]/model",
            "http://[::ffff:127.0.0.1]/model",
            "s3://127.0.0.1:1/model",
            "//127.0.0.1/share/model",
            @"\\127.0.0.1\share\model",
        ];
    }

    private IEnumerable<string> Paths()
    {
        var up = WayUp;
        return
        [
            up,
            Bait,
            $"/{Bait}",
            Uri.EscapeDataString(Bait),
            Uri.EscapeDataString(up),
            up.Replace("..", "%2e%2e"),
            up.Replace("..", "%252e%252e"),
            up.Replace("..", "%25252e%25252e"),
            up.Replace("../", "..%2f"),
            up.Replace("../", "..%5c"),
            up.Replace("..", "%c0%ae%c0%ae"),
            up.Replace("..", "%e0%80%ae%e0%80%ae"),
            $"run/{up}",
            $"run/model.bin/{up}",
            $"{up}%00",
        ];
    }

    // As it is written: no client folds the dots. Nothing is answered by a fault of the server.
    private static async Task<bool> SendAsync(HttpClient http, string method, string path, string? body)
    {
        var uri = new Uri(
            $"{http.BaseAddress!.ToString().TrimEnd('/')}{path}",
            new UriCreationOptions { DangerousDisablePathAndQueryCanonicalization = true }
        );
        using var request = new HttpRequestMessage(new HttpMethod(method), uri);
        if (body is not null)
        {
            var type = body.StartsWith('{') ? "application/json" : "application/octet-stream";
            request.Content = new StringContent(body, Encoding.UTF8, type);
        }

        using var answer = await http.SendAsync(request);
        ((int)answer.StatusCode).ShouldBeLessThan(500, $"{method} {path}");
        return answer.IsSuccessStatusCode;
    }
}
