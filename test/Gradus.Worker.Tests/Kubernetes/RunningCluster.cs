using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Gradus.Worker.Kubernetes;

/// <summary>
/// A cluster of this machine: for each Job that it is asked to make it runs the worker's executable with the container's
/// arguments and variables, and nothing else, and tells of it as a cluster does.
/// </summary>
internal sealed class RunningCluster : IAsyncDisposable
{
    private const string Jobs = "/apis/batch/v1/namespaces/gates/jobs";

    private readonly WebApplication _app;
    private readonly TempFolder _folder = new();
    private readonly ConcurrentDictionary<string, Pod> _pods = new();

    private RunningCluster(WebApplication app) => _app = app;

    public static async Task<RunningCluster> StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var cluster = new RunningCluster(builder.Build());
        cluster.Map();
        await cluster._app.StartAsync(TestContext.Current.CancellationToken);
        return cluster;
    }

    /// <summary>How many Jobs there ever were.</summary>
    public int Made { get; private set; }

    /// <summary>How many there are.</summary>
    public int Count => _pods.Count;

    /// <summary>Writes a configuration that leads here.</summary>
    public string WriteConfiguration()
    {
        var file = Path.Join(_folder.FullName, "kubeconfig");
        var address = _app
            .Services.GetRequiredService<IServer>()
            .Features.Get<IServerAddressesFeature>()!
            .Addresses.Single();
        File.WriteAllText(
            file,
            $$"""
            apiVersion: v1
            kind: Config
            current-context: here
            contexts: [{ name: here, context: { cluster: here, user: me, namespace: gates } }]
            clusters: [{ name: here, cluster: { server: "{{address}}" } }]
            users: [{ name: me, user: { token: secret } }]
            """
        );
        return file;
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var pod in _pods.Values)
        {
            pod.End();
        }

        await _app.StopAsync(TestContext.Current.CancellationToken);
        await _app.DisposeAsync();
        _folder.Dispose();
    }

    private void Map()
    {
        _app.MapGet(Jobs, () => Json(List("JobList", "batch/v1", _pods.Values.Select(pod => pod.ToJob()))));
        _app.MapPost(Jobs, (Delegate)CreateAsync);
        _app.MapGet(
            "/api/v1/namespaces/gates/pods",
            (string labelSelector) =>
                Json(
                    List(
                        "PodList",
                        "v1",
                        _pods
                            .Where(pod => labelSelector.EndsWith($"={pod.Key}", StringComparison.Ordinal))
                            .Select(pod => pod.Value.ToPod())
                    )
                )
        );
        _app.MapDelete(
            $"{Jobs}/{{name}}",
            (string name) =>
            {
                if (_pods.TryRemove(name, out var pod))
                {
                    pod.End();
                }

                return Json(
                    new JsonObject
                    {
                        ["kind"] = "Status",
                        ["apiVersion"] = "v1",
                        ["status"] = "Success",
                    }
                );
            }
        );
    }

    private async Task<IResult> CreateAsync(HttpContext context)
    {
        var job = (
            await JsonNode.ParseAsync(context.Request.Body, cancellationToken: context.RequestAborted)
        )!.AsObject();
        Made++;
        var home = Path.Join(_folder.FullName, string.Create(CultureInfo.InvariantCulture, $"pod-{Made}"));
        Directory.CreateDirectory(home);
        _pods[job["metadata"]!["name"]!.ToString()] = new Pod(job, home);
        return Json(job.DeepClone(), StatusCodes.Status201Created);
    }

    private static JsonObject List(string kind, string version, IEnumerable<JsonNode> items) =>
        new()
        {
            ["kind"] = kind,
            ["apiVersion"] = version,
            ["items"] = new JsonArray([.. items]),
        };

    private static IResult Json(JsonNode node, int status = StatusCodes.Status200OK) =>
        Results.Text(node.ToJsonString(), "application/json", Encoding.UTF8, status);

    private sealed class Pod
    {
        private readonly JsonObject _job;
        private readonly Process _process;
        private readonly StringBuilder _said = new();

        public Pod(JsonObject job, string home)
        {
            _job = job;
            var container = job["spec"]!["template"]!["spec"]!["containers"]![0]!;
            var start = new ProcessStartInfo(
                ShippedAgent.Executable,
                container["args"]!.AsArray().Select(argument => argument!.ToString())
            )
            {
                RedirectStandardError = true,
                WorkingDirectory = home,
            };
            var root = Environment.GetEnvironmentVariable("DOTNET_ROOT");
            start.Environment.Clear();
            start.Environment["HOME"] = home;
            start.Environment["PATH"] = "/usr/bin:/bin";
            start.Environment["DOTNET_ROOT"] = root;
            foreach (var variable in container["env"]!.AsArray())
            {
                start.Environment[variable!["name"]!.ToString()] = variable["value"]!.ToString();
            }

            _process = Process.Start(start)!;
            _process.ErrorDataReceived += (_, line) =>
            {
                lock (_said)
                {
                    _said.AppendLine(line.Data);
                }
            };
            _process.BeginErrorReadLine();
        }

        public JsonObject ToJob()
        {
            var job = _job.DeepClone().AsObject();
            job["metadata"]!["namespace"] = "gates";
            job["status"] = JsonNode.Parse(
                !_process.HasExited ? """{"active":1,"ready":1}"""
                : _process.ExitCode == 0
                    ? """{"succeeded":1,"ready":0,"conditions":[{"type":"Complete","status":"True"}]}"""
                : """{"failed":1,"ready":0,"conditions":[{"type":"Failed","status":"True","reason":"BackoffLimitExceeded"}]}"""
            );
            return job;
        }

        public JsonObject ToPod() =>
            new()
            {
                ["metadata"] = new JsonObject { ["name"] = "pod" },
                ["status"] = new JsonObject
                {
                    ["containerStatuses"] = new JsonArray(
                        new JsonObject
                        {
                            ["name"] = "worker",
                            ["image"] = "i",
                            ["imageID"] = "",
                            ["ready"] = false,
                            ["restartCount"] = 0,
                            ["state"] = new JsonObject
                            {
                                ["terminated"] = new JsonObject
                                {
                                    ["exitCode"] = _process.ExitCode,
                                    ["reason"] = "Error",
                                    ["message"] = Said(),
                                },
                            },
                        }
                    ),
                },
            };

        public void End()
        {
            _process.Kill(entireProcessTree: true);
            _process.WaitForExit();
        }

        private string Said()
        {
            _process.WaitForExit();
            lock (_said)
            {
                return _said.ToString();
            }
        }
    }
}
