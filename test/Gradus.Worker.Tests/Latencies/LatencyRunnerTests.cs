using Gradus.Protocol.Work;

namespace Gradus.Worker.Latencies;

/// <summary>An agent that puts models under load, over HTTP, with real processes.</summary>
public sealed class LatencyRunnerTests : IAsyncLifetime
{
    private readonly TempFolder _cache = new();
    private FakeServer _server = null!;
    private RunningAgent _agent = null!;

    public async ValueTask InitializeAsync()
    {
        _server = await FakeServer.StartAsync();
        _agent = new RunningAgent(_server.Address, _cache.FullName);
    }

    public async ValueTask DisposeAsync()
    {
        await _agent.DisposeAsync();
        await _server.DisposeAsync();
        _cache.Dispose();
    }

    [Fact]
    public async Task Percentiles_are_told_with_their_intervals()
    {
        _server.Offer(Work(TestModels.Good()));

        var (_, outcome) = await _server.NextOutcomeAsync();

        outcome.Outcome.ShouldBe("measured", outcome.Reason);
        var found = outcome.Measurement!;
        found.Examples.ShouldBe(300);
        foreach (var name in (string[])["p50_ms", "p95_ms"])
        {
            found.Metrics[name].ShouldBeGreaterThan(0);
            found.Metrics[$"{name}_lower"].ShouldBeLessThanOrEqualTo(found.Metrics[name]);
            found.Metrics[$"{name}_upper"].ShouldBeGreaterThanOrEqualTo(found.Metrics[name]);
        }

        // 300 requests do not tell how far up the 99th percentile may lie.
        found.Metrics["p99_ms_upper"].ShouldBe(double.PositiveInfinity);
        found.Metrics["unanswered"].ShouldBe(0);
        found.Metrics.Keys.ShouldNotContain(name => name.StartsWith("incumbent"));
    }

    [Fact]
    public async Task A_model_that_is_slower_than_the_incumbent_is_found_to_be()
    {
        var work = Work(TestModels.Slow(rounds: 4_000));
        _server.Offer(work with { Incumbent = _server.Describe([("model.onnx", TestModels.Good())], "").Artifact });

        var (_, outcome) = await _server.NextOutcomeAsync();

        outcome.Outcome.ShouldBe("measured", outcome.Reason);
        var metrics = outcome.Measurement!.Metrics;
        metrics["mean_difference_ms_lower"].ShouldBeGreaterThan(0);
        metrics["mean_difference_ms"].ShouldBe(metrics["mean_ms"] - metrics["incumbent_mean_ms"], 0.01);
        metrics["welch_p"].ShouldBeLessThan(0.001);
        metrics["mann_whitney_p"].ShouldBeLessThan(0.001);
    }

    [Fact]
    public async Task A_model_that_does_not_fit_is_incompatible()
    {
        _server.Offer(Work(TestModels.OfThreeFeatures()));

        var (_, outcome) = await _server.NextOutcomeAsync();

        outcome.Outcome.ShouldBe("incompatible");
        outcome.Reason!.ShouldContain("takes 3 features");
    }

    private WorkDto Work(byte[] model) =>
        _server.Describe([("model.onnx", model)], TestModels.Csv) with
        {
            Kind = "latency",
            Load = new WorkLoadDto(PerSecond: 400, Requests: 300, Confidence: 0.95),
        };
}
