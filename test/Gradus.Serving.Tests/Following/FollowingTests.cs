using System.Net;
using Gradus.Evaluation;
using Gradus.Protocol.Stages;
using Gradus.Server.Tests;
using Gradus.Serving.Pools;

namespace Gradus.Serving.Following;

/// <summary>The gateway follows the stage, and goes on without the control plane.</summary>
public sealed class FollowingTests : IAsyncLifetime
{
    private const string Uri = "models:/digits/Production";

    private static readonly byte[] First = File.ReadAllBytes(Samples.Path("digits", "v1-logistic.onnx"));
    private static readonly byte[] Second = File.ReadAllBytes(Samples.Path("digits", "v2-mlp.onnx"));
    private static readonly string Row =
        $"[{string.Join(',', File.ReadLines(Samples.Path("digits", "test.csv")).Skip(1).First().Split(',')[..64])}]";
    private static readonly string Body = $$"""{"inputs":[{{Row}}]}""";

    private readonly string _data = Directory.CreateTempSubdirectory("gradus-following-").FullName;
    private TestServer _server = null!;

    public async ValueTask InitializeAsync() => _server = await TestServer.StartAsync();

    public async ValueTask DisposeAsync()
    {
        await _server.DisposeAsync();
        Directory.Delete(_data, recursive: true);
    }

    [Fact]
    public async Task Promotions_and_rollbacks_under_load_fail_no_request()
    {
        await _server.ReleaseAsync("digits", First);
        await _server.RegisterAsync("digits", Second);
        await using var gateway = await RunningGateway.StartAsync(
            _server.Address,
            Uri,
            new PoolOptions { Processes = 2 }
        );
        using var stop = new CancellationTokenSource();
        var load = Enumerable.Range(0, 4).Select(_ => Task.Run(() => AskUntilAsync(gateway, stop.Token))).ToList();

        foreach (var version in (int[])[2, 1, 2])
        {
            await _server.PromoteAsync("digits", version);
            await gateway.WaitForVersionAsync(version);
            (await gateway.AskAsync(Body)).Version.ShouldBe($"{version}");
        }

        await stop.CancelAsync();
        var answers = (await Task.WhenAll(load)).SelectMany(list => list).ToList();
        answers.Count.ShouldBeGreaterThan(20);
        answers.ShouldAllBe(answer => answer.Status == HttpStatusCode.OK);
        answers.Select(answer => answer.Version).Distinct().Order().ShouldBe(["1", "2"]);
    }

    [Fact]
    public async Task An_alias_is_followed_as_a_stage_is()
    {
        await _server.RegisterAsync("digits", First);
        await _server.RegisterAsync("digits", Second);
        await _server.Api.Models.SetAliasAsync("digits", "champion", 1, TestContext.Current.CancellationToken);
        await using var gateway = await RunningGateway.StartAsync(_server.Address, "models:/digits@champion");
        (await gateway.AskAsync(Body, path: "/models/digits/@champion/invocations")).Version.ShouldBe("1");

        await _server.Api.Models.SetAliasAsync("digits", "champion", 2, TestContext.Current.CancellationToken);

        await gateway.WaitForVersionAsync(2);
        (await gateway.AskAsync(Body, path: "/models/digits/@champion/invocations")).Version.ShouldBe("2");
    }

    [Fact]
    public async Task A_version_that_is_named_stays_whatever_is_promoted()
    {
        await _server.ReleaseAsync("digits", First);
        await _server.ReleaseAsync("digits", Second);
        await using var gateway = await RunningGateway.StartAsync(
            _server.Address,
            "models:/digits/1 models:/digits/Production"
        );

        (await gateway.AskAsync(Body, path: "/models/digits/1/invocations")).Version.ShouldBe("1");
        (await gateway.AskAsync(Body, path: "/models/digits/Production/invocations")).Version.ShouldBe("2");
        (await gateway.AskAsync(Body)).ShouldBeRefused(HttpStatusCode.NotFound, "RESOURCE_DOES_NOT_EXIST");
        (await gateway.GetAsync("/v2/models/digits/versions/2/ready")).Status.ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task Without_the_control_plane_the_last_known_version_goes_on_and_a_restart_serves_it()
    {
        await _server.ReleaseAsync("digits", First);
        await using (var gateway = await RunningGateway.StartAsync(_server.Address, Uri, data: _data))
        {
            await _server.ReleaseAsync("digits", Second);
            await gateway.WaitForVersionAsync(2);
            await gateway.WaitAsync(() => Directory.EnumerateFiles(_data, "*.json", SearchOption.AllDirectories).Any());
            await _server.StopAsync();
            await gateway.WaitAsync(() => gateway.Served.Problem is not null);

            (await gateway.AskAsync(Body)).Version.ShouldBe("2");
        }

        await using var alone = await RunningGateway.StartAsync(_server.Address, Uri, data: _data);

        (await alone.AskAsync(Body)).Version.ShouldBe("2");
        (await alone.GetAsync("/health")).Text.ShouldBe("OK");
        await alone.WaitAsync(() => alone.Served.Problem is not null);
        (await alone.GetAsync("/status")).Text.ShouldContain("No Gradus server at");
    }

    [Fact]
    public async Task Bytes_that_changed_on_disk_are_not_loaded()
    {
        await _server.ReleaseAsync("digits", First);
        await (await RunningGateway.StartAsync(_server.Address, Uri, data: _data)).DisposeAsync();
        await _server.StopAsync();
        var model = Directory.EnumerateFiles(_data, "model.onnx", SearchOption.AllDirectories).Single();
        await File.WriteAllBytesAsync(model, Second, TestContext.Current.CancellationToken);

        await using var gateway = await RunningGateway.StartUnreadyAsync(_server.Address, Uri, data: _data);

        await gateway.WaitAsync(() => gateway.Served.Problem is not null);
        (await gateway.AskAsync(Body)).ShouldBeRefused(HttpStatusCode.ServiceUnavailable, "TEMPORARILY_UNAVAILABLE");
        (await gateway.GetAsync("/health")).Status.ShouldBe(HttpStatusCode.ServiceUnavailable);
        (await gateway.GetAsync("/v2/health/ready")).Text.ShouldBe("""{"ready":false}""");
    }

    [Fact]
    public async Task Bytes_that_changed_on_disk_are_fetched_anew_where_that_can_be()
    {
        await _server.ReleaseAsync("digits", First);
        await (await RunningGateway.StartAsync(_server.Address, Uri, data: _data)).DisposeAsync();
        var model = Directory.EnumerateFiles(_data, "model.onnx", SearchOption.AllDirectories).Single();
        await File.WriteAllBytesAsync(model, Second, TestContext.Current.CancellationToken);

        await using var gateway = await RunningGateway.StartAsync(_server.Address, Uri, data: _data);

        (await gateway.AskAsync(Body)).Version.ShouldBe("1");
        (await File.ReadAllBytesAsync(model, TestContext.Current.CancellationToken)).ShouldBe(First);
    }

    [Fact]
    public async Task A_version_that_cannot_be_loaded_does_not_take_over_and_one_that_can_does()
    {
        await _server.ReleaseAsync("digits", First);
        await using var gateway = await RunningGateway.StartAsync(_server.Address, Uri);

        await _server.ReleaseAsync("digits", "no model at all"u8.ToArray());
        await gateway.WaitAsync(() => gateway.Served.Problem is not null);

        gateway.Served.Problem.ShouldStartWith("Version 2 cannot be served: The model file could not be loaded");
        (await gateway.AskAsync(Body)).Version.ShouldBe("1");

        await _server.ReleaseAsync("digits", Second);
        await gateway.WaitForVersionAsync(3);
        gateway.Served.Problem.ShouldBeNull();
    }

    [Fact]
    public async Task A_version_that_never_gets_warm_is_given_up_when_it_is_rolled_back()
    {
        await _server.ReleaseAsync("digits", First);
        await using var gateway = await RunningGateway.StartAsync(_server.Address, Uri);
        var loading = gateway.Processes[0];

        await _server.ReleaseAsync("digits", OddModels.Endless());
        await gateway.WaitAsync(() => Hosts().Length > 1);
        await _server.PromoteAsync("digits", 1);

        await gateway.WaitAsync(() => Hosts().Length == 1);
        (await gateway.AskAsync(Body)).Version.ShouldBe("1");
        gateway.Processes[0].ShouldBe(loading);

        string[] Hosts() =>
            [
                .. Directory
                    .EnumerateDirectories("/proc")
                    .Select(folder => Path.Join(folder, "cmdline"))
                    .Where(File.Exists)
                    .Select(ReadOrNothing)
                    .Where(line => line.Contains(gateway.Data, StringComparison.Ordinal)),
            ];
    }

    [Fact]
    public async Task A_stage_that_is_emptied_goes_on_with_the_version_that_was_there_and_says_so()
    {
        await _server.ReleaseAsync("digits", First);
        await using var gateway = await RunningGateway.StartAsync(_server.Address, Uri);

        await _server.Api.Versions.TransitionAsync(
            "digits",
            1,
            new TransitionRequestDto("Archived"),
            TestContext.Current.CancellationToken
        );

        await gateway.WaitAsync(() => gateway.Served.Problem is not null);
        gateway.Served.Problem.ShouldBe("No version of 'digits' is in Production.");
        (await gateway.AskAsync(Body)).Version.ShouldBe("1");
    }

    [Fact]
    public async Task A_model_that_is_not_there_yet_is_served_when_it_is()
    {
        await using var gateway = await RunningGateway.StartUnreadyAsync(_server.Address, Uri);
        await gateway.WaitAsync(() => gateway.Served.Problem?.Contains("exist", StringComparison.Ordinal) == true);
        (await gateway.AskAsync(Body))
            .ShouldBeRefused(HttpStatusCode.ServiceUnavailable, "TEMPORARILY_UNAVAILABLE")
            .ShouldBe($"No version of {Uri} is loaded yet. Registered model 'digits' does not exist.");

        await _server.ReleaseAsync("digits", First);

        await gateway.WaitForVersionAsync(1);
        (await gateway.AskAsync(Body)).Version.ShouldBe("1");
    }

    private static async Task<List<Answer>> AskUntilAsync(RunningGateway gateway, CancellationToken stop)
    {
        var answers = new List<Answer>();
        while (!stop.IsCancellationRequested)
        {
            answers.Add(await gateway.AskAsync(Body));
        }

        return answers;
    }

    private static string ReadOrNothing(string path)
    {
        try
        {
            return File.ReadAllText(path);
        }
        catch (IOException)
        {
            return "";
        }
    }
}
