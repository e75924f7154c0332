using System.Text.Json;
using System.Text.Json.Nodes;
using Gradus.Protocol.Work;
using Gradus.Worker.Hosting;

namespace Gradus.Worker.Kubernetes;

/// <summary>A dispatcher between a server and a cluster that answers as recorded.</summary>
public sealed class DispatcherTests : IAsyncLifetime
{
    private const string Template = """
        {"apiVersion":"batch/v1","kind":"Job","spec":{"template":{"spec":{"restartPolicy":"Never",
        "containers":[{"name":"worker","image":"registry.example/gradus-worker:1.0"}]}}}}
        """;

    private FakeServer _server = null!;

    public async ValueTask InitializeAsync() => _server = await FakeServer.StartAsync();

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    [Fact]
    public async Task Work_becomes_a_job_that_is_deleted_once_the_pod_has_brought_the_outcome()
    {
        await using var cluster = await RecordedCluster.PlayAsync("made");
        await using var dispatcher = new RunningDispatcher(_server, cluster);
        var work = Offer();
        await cluster.SeesAsync("POST");

        await BringAsPodAsync(work);
        await cluster.SeesAsync("DELETE");

        var created = cluster.Requests.Single(request => request.Method == "POST");
        created.Path.ShouldBe("/apis/batch/v1/namespaces/gates/jobs");
        created.Query["fieldValidation"].ShouldBe("Strict");
        JsonNode.Parse(created.Body)!["metadata"]!["name"]!.ToString().ShouldBe("gradus-0a1b2c3d-w1-1");
        var deleted = cluster.Requests.Single(request => request.Method == "DELETE");
        (deleted.Path, deleted.Query["propagationPolicy"]).ShouldBe(
            ($"{created.Path}/gradus-0a1b2c3d-w1-1", "Background")
        );
        cluster
            .Requests[0]
            .Query["labelSelector"]
            .ShouldBe("app.kubernetes.io/managed-by=gradus,gradus/server=0a1b2c3d");
        (await _server.NextOutcomeAsync()).Outcome.Worker.ShouldBe("pod");
        _server.HasOutcome.ShouldBeFalse("the dispatcher brings none of its own");
    }

    [Fact]
    public async Task The_lease_is_kept_while_the_job_runs_and_the_job_is_deleted_when_it_is_lost()
    {
        await using var cluster = await RecordedCluster.PlayAsync("made");
        await using var dispatcher = new RunningDispatcher(_server, cluster);
        var work = Offer();

        await Eventually.IsTrueAsync(() => _server.HeartbeatsOf(work) >= 3, "the lease is kept", 30);
        cluster.CountOf("DELETE").ShouldBe(0);
        _server.TakeAway(work);
        await cluster.SeesAsync("DELETE");

        _server.HasOutcome.ShouldBeFalse();
    }

    [Fact]
    public async Task A_dispatcher_that_comes_new_finds_the_job_and_goes_on_with_it()
    {
        await using var cluster = await RecordedCluster.PlayAsync("found");
        var work = Offer();
        using var first = new WorkClient(_server.Address, token: null);
        (await first.LeaseAsync("killed", 1, Cancellation, "kubernetes")).ShouldNotBeNull();
        await using var dispatcher = new RunningDispatcher(_server, cluster);

        await Eventually.IsTrueAsync(() => _server.HeartbeatsOf(work) >= 2, "the lease is kept", 30);
        await BringAsPodAsync(work);
        await cluster.SeesAsync("DELETE");

        cluster.CountOf("POST").ShouldBe(0);
        dispatcher.Logs.Lines.ShouldContain(line => line.EndsWith("Job gates/gradus-0a1b2c3d-w1-1 is found again."));
    }

    [Theory]
    [InlineData("exists")]
    [InlineData("unavailable")]
    public async Task A_job_that_is_there_already_and_a_cluster_that_is_not_make_no_second_one(string name)
    {
        await using var cluster = await RecordedCluster.PlayAsync(name);
        await using var dispatcher = new RunningDispatcher(_server, cluster);
        var work = Offer();

        await Eventually.IsTrueAsync(() => _server.HeartbeatsOf(work) >= 2, "the lease is kept", 30);
        cluster.CountOf("DELETE").ShouldBe(0);
        await BringAsPodAsync(work);
        await cluster.SeesAsync("DELETE");

        cluster.CountOf("POST").ShouldBe(name == "exists" ? 1 : 2);
        (await _server.NextOutcomeAsync()).Outcome.Worker.ShouldBe("pod");
    }

    [Fact]
    public async Task A_job_of_the_same_name_from_another_registry_makes_way()
    {
        await using var cluster = await RecordedCluster.PlayAsync("stale");
        await using var dispatcher = new RunningDispatcher(_server, cluster);
        var work = Offer();

        await cluster.SeesAsync("POST", 2);
        await Eventually.IsTrueAsync(() => _server.HeartbeatsOf(work) >= 2, "the lease is kept", 30);

        cluster.CountOf("DELETE").ShouldBe(1);
        _server.HasOutcome.ShouldBeFalse();
    }

    [Theory]
    [InlineData(
        "forbidden",
        "No Job could be made. The cluster answered 403: jobs.batch is forbidden: User \"system:serviceaccount:gates:gradus-dispatcher\" cannot create resource \"jobs\" in API group \"batch\" in the namespace \"gates\"."
    )]
    [InlineData("invalid", "resources.limits[nvidia.com/gpu]: Invalid value: \"0.5\": must be an integer.")]
    [InlineData("unknown-field", "strict decoding error: unknown field \"spec.template.spec.contianers\".")]
    [InlineData("no-namespace", "No Job could be made. The cluster answered 404: namespaces \"gates\" not found.")]
    public async Task What_the_cluster_refuses_is_the_works_outcome(string name, string reason)
    {
        await using var cluster = await RecordedCluster.PlayAsync(name);
        await using var dispatcher = new RunningDispatcher(_server, cluster);
        Offer();

        var (_, outcome) = await _server.NextOutcomeAsync();

        (outcome.Outcome, outcome.Worker).ShouldBe(("error", "dispatcher"));
        outcome.Reason!.ShouldEndWith(reason);
        cluster.CountOf("DELETE").ShouldBe(0);
    }

    [Theory]
    [InlineData("deadline", "The Job failed (DeadlineExceeded): Job was active longer than specified deadline.")]
    [InlineData(
        "evicted",
        "The Job failed (BackoffLimitExceeded): its pod was ended: Evicted: The node was low on resource: memory."
    )]
    [InlineData(
        "crashed",
        "The Job failed (BackoffLimitExceeded): container worker exited with 1: Error: 2026-03-01T12:00:02.400Z fail: gradus-worker[10] Work w1 was not done. The server answered 401: Unknown token."
    )]
    [InlineData("killed", "The Job failed (BackoffLimitExceeded): container worker exited with 137: OOMKilled.")]
    [InlineData(
        "image-name",
        "The Job's pod cannot start: InvalidImageName: Failed to apply default image tag \"Gradus Worker\": couldn't parse image name \"Gradus Worker\": invalid reference format."
    )]
    [InlineData(
        "silent",
        "The Job ended without an outcome; its container must run gradus-worker with the option --once."
    )]
    public async Task A_job_that_ends_without_an_outcome_is_told_with_its_reason_and_deleted(string name, string reason)
    {
        await using var cluster = await RecordedCluster.PlayAsync(name);
        await using var dispatcher = new RunningDispatcher(_server, cluster);
        var work = Offer();

        var (told, outcome) = await _server.NextOutcomeAsync();
        await cluster.SeesAsync("DELETE");

        (told, outcome.Outcome, outcome.Worker, outcome.Reason).ShouldBe((work, "error", "dispatcher", reason));
        _server.HasOutcome.ShouldBeFalse();
    }

    [Theory]
    [InlineData("no-image", "ImagePullBackOff: Back-off pulling image \"registry.example/gradus-worker:1.0\".")]
    [InlineData("unschedulable", "Unschedulable: 0/3 nodes are available: 3 Insufficient nvidia.com/gpu.")]
    [InlineData("no-pod", "no pod was made for it.")]
    [InlineData("creating", "its pod does not say why.")]
    public async Task A_pod_that_does_not_start_in_time_is_told_with_what_it_waits_for(string name, string why)
    {
        await using var cluster = await RecordedCluster.PlayAsync(name);
        await using var dispatcher = new RunningDispatcher(
            _server,
            cluster,
            options => options with { StartWithin = TimeSpan.FromSeconds(1) }
        );
        Offer();

        var (_, outcome) = await _server.NextOutcomeAsync();
        await cluster.SeesAsync("DELETE");

        outcome.Reason.ShouldBe($"The Job's pod did not start within 1 s: {why}");
        cluster
            .Requests.First(request => request.Path.EndsWith("/pods", StringComparison.Ordinal))
            .Query["labelSelector"]
            .ShouldBe("batch.kubernetes.io/job-name=gradus-0a1b2c3d-w1-1");
    }

    [Fact]
    public async Task A_job_that_a_queue_holds_back_is_not_late()
    {
        await using var cluster = await RecordedCluster.PlayAsync("suspended");
        await using var dispatcher = new RunningDispatcher(
            _server,
            cluster,
            options => options with { StartWithin = TimeSpan.FromMilliseconds(1) }
        );
        var work = Offer();

        await Eventually.IsTrueAsync(() => _server.HeartbeatsOf(work) >= 3, "the lease is kept", 30);

        _server.HasOutcome.ShouldBeFalse();
        cluster.CountOf("DELETE").ShouldBe(0);
    }

    [Fact]
    public async Task No_more_is_taken_than_there_may_be_jobs()
    {
        await using var cluster = await RecordedCluster.PlayAsync("made");
        await using var dispatcher = new RunningDispatcher(_server, cluster, options => options with { MaxJobs = 1 });
        var first = Offer();
        Offer();

        await Eventually.IsTrueAsync(() => _server.HeartbeatsOf(first) >= 3, "the lease is kept", 30);
        cluster.CountOf("POST").ShouldBe(1);
        await BringAsPodAsync(first);
        await cluster.SeesAsync("POST", 2);

        JsonNode.Parse(cluster.Requests.Last(request => request.Method == "POST").Body)!["metadata"]!["name"]!
            .ToString()
            .ShouldBe("gradus-0a1b2c3d-w2-1");
    }

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private string Offer()
    {
        var runner = new WorkRunnerDto("gpu", JsonElement.Parse(Template));
        return _server.Offer(
            _server.Describe([("model.onnx", TestModels.Good())], TestModels.Csv) with
            {
                Runner = runner,
            }
        );
    }

    // As the container does: it is given the lease, and nothing else is asked of it here.
    private async Task BringAsPodAsync(string work)
    {
        using var pod = new WorkClient(_server.Address, token: null);
        var held = (await pod.FindAsync(work, $"lease-{work}", Cancellation)).ShouldNotBeNull();
        (
            await pod.ReportAsync(work, new OutcomeDto(held.Lease, "pod", "error", "x", null), Cancellation)
        ).ShouldBeTrue();
    }
}
