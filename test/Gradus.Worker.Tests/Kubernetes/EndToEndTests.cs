using System.Diagnostics;
using System.Text.Json;
using Gradus.Protocol.Work;

namespace Gradus.Worker.Kubernetes;

/// <summary>A dispatcher as it is shipped, and Jobs that really run the worker as it is shipped.</summary>
public sealed class EndToEndTests : IAsyncLifetime
{
    private const string Template = """
        {"apiVersion":"batch/v1","kind":"Job","spec":{"template":{"spec":{"restartPolicy":"Never",
        "containers":[{"name":"worker",EXTRA "image":"registry.example/gradus-worker:1.0"}]}}}}
        """;

    private readonly TempFolder _cache = new();
    private FakeServer _server = null!;
    private RunningCluster _cluster = null!;

    public async ValueTask InitializeAsync() =>
        (_server, _cluster) = (await FakeServer.StartAsync(), await RunningCluster.StartAsync());

    public async ValueTask DisposeAsync()
    {
        await _cluster.DisposeAsync();
        await _server.DisposeAsync();
        _cache.Dispose();
    }

    [Fact]
    public async Task The_same_evidence_comes_back_from_a_job_as_from_a_worker()
    {
        var work = _server.Describe([("model.onnx", TestModels.Good())], TestModels.Csv);
        _server.Offer(work);
        using var worker = ShippedAgent.Start(_server.Address, _cache.FullName);
        var (_, plain) = await _server.NextOutcomeAsync();
        worker.Kill();

        using var dispatcher = StartDispatcher();
        var id = _server.Offer(InJob(work));
        var (told, outcome) = await _server.NextOutcomeAsync();
        await Eventually.IsTrueAsync(() => _cluster.Count == 0, "the Job is deleted", 30);

        (told, outcome.Outcome, outcome.Reason).ShouldBe((id, "measured", null));
        var (one, other) = (plain.Measurement!, outcome.Measurement!);
        Untimed(other).ShouldBe(Untimed(one));
        (other.ArtifactDigest, other.DatasetDigest, other.Examples).ShouldBe(
            (work.Artifact.Digest, work.Dataset!.Digest, one.Examples)
        );
        (other.Code, other.Runtime).ShouldBe((one.Code, one.Runtime));
        outcome.Worker.ShouldStartWith(Environment.MachineName);
        _server.HasOutcome.ShouldBeFalse();
        dispatcher.Kill();
    }

    [Fact]
    public async Task What_a_worker_says_that_could_not_begin_is_the_works_outcome()
    {
        using var dispatcher = StartDispatcher();
        _server.Offer(InJob(Described(), """ "args":["--once","--threads","many"],"""));

        var (_, outcome) = await _server.NextOutcomeAsync();
        await Eventually.IsTrueAsync(() => _cluster.Count == 0, "the Job is deleted", 30);

        outcome.Outcome.ShouldBe("error");
        outcome.Reason!.ShouldStartWith(
            "The Job failed (BackoffLimitExceeded): container worker exited with 2: Error: "
        );
        outcome.Reason.ShouldContain("--threads");
        dispatcher.Kill();
    }

    [Fact]
    public async Task A_job_outlives_its_dispatcher_and_the_next_one_makes_no_second()
    {
        using var killed = StartDispatcher();
        _server.Offer(InJob(_server.Describe([("model.onnx", TestModels.Endless())], TestModels.Csv)));
        await Eventually.IsTrueAsync(() => _cluster.Made == 1, "a Job is made", 30);
        killed.Kill();
        await killed.WaitForExitAsync(TestContext.Current.CancellationToken);

        using var next = StartDispatcher();
        _server.Offer(InJob(Described()));
        var (second, outcome) = await _server.NextOutcomeAsync();
        (second, outcome.Outcome).ShouldBe(("w2", "measured"));
        await Eventually.IsTrueAsync(() => _cluster.Count == 1, "the Job that is over is deleted", 30);
        (_cluster.Made, _server.HeartbeatsOf("w1") > 0).ShouldBe((2, true), "the first goes on");

        _server.TakeAway("w1");
        await Eventually.IsTrueAsync(() => _cluster.Count == 0, "who lost the lease is deleted", 30);
        next.Kill();
    }

    private Process StartDispatcher() =>
        ShippedAgent.Start(
            _server.Address,
            _cache.FullName,
            ["--kubernetes"],
            [$"KUBECONFIG={_cluster.WriteConfiguration()}"],
            asNobody: false
        );

    private WorkDto Described() => _server.Describe([("model.onnx", TestModels.Good())], TestModels.Csv);

    private static WorkDto InJob(WorkDto work, string extra = "") =>
        work with
        {
            Runner = new WorkRunnerDto(
                "gpu",
                JsonElement.Parse(Template.Replace("EXTRA", extra, StringComparison.Ordinal))
            ),
        };

    // All but the times, which no two measurements have alike.
    private static string Untimed(MeasurementDto measured) =>
        string.Join(
            '\n',
            measured
                .Metrics.Where(metric => !Core.Evaluations.MetricNames.IsOfTime(metric.Key))
                .OrderBy(metric => metric.Key, StringComparer.Ordinal)
                .Select(metric => FormattableString.Invariant($"{metric.Key} {metric.Value:R}"))
        );
}
