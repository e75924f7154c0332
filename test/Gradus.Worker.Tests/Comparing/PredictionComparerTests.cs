using System.Text.Json;
using Gradus.Protocol;
using Gradus.Protocol.Work;

namespace Gradus.Worker.Comparing;

/// <summary>An agent that measures two models and compares what they predicted, over HTTP, with real processes.</summary>
public sealed class PredictionComparerTests : IAsyncLifetime
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
    public async Task What_two_models_predicted_is_kept_and_compared()
    {
        var (candidate, _) = await MeasureAsync("v4-blind-to-8.onnx");
        var (incumbent, work) = await MeasureAsync("v3-forest.onnx");

        _server.Offer(Comparing(work, candidate.Output!, incumbent.Output!));
        var (_, outcome) = await _server.NextOutcomeAsync();

        outcome.Outcome.ShouldBe("measured", outcome.Reason);
        var found = outcome.Measurement!;
        found.Examples.ShouldBe(899);
        found
            .Metrics["accuracy.difference"]
            .ShouldBe(candidate.Metrics["accuracy"] - incumbent.Metrics["accuracy"], 1e-9);
        found.Metrics["accuracy.upper"].ShouldBeLessThan(0);
        found.Metrics["mcnemar_mid_p"].ShouldBeLessThan(1e-6);
        var report = JsonSerializer.Deserialize(
            _server.BytesOf(found.Output!),
            ProtocolJson.Default.ComparisonReportDto
        )!;
        report.Examples.ShouldBe(899);
        report.Confidence.ShouldBe(0.9);
        report.Slices.Single(slice => slice is { Column: "digit", Value: "8" }).Candidate.ShouldBe(0);
        report.Candidate.Roc.Count.ShouldBe(10);
    }

    [Fact]
    public async Task Predictions_that_are_none_are_an_error_and_the_next_work_is_done()
    {
        var (good, work) = await MeasureAsync("v3-forest.onnx");
        byte[] none = [1, 2, 3];
        var digest = Core.Artifacts.Digest.Of(none);
        _server.Store(digest.Hex, none);

        _server.Offer(Comparing(work, new OutputDto(digest.ToString(), none.Length), good.Output!));
        var (_, outcome) = await _server.NextOutcomeAsync();

        outcome.Outcome.ShouldBe("error");
        outcome.Reason.ShouldNotBeNullOrEmpty();
        await MeasureAsync("v3-forest.onnx");
    }

    [Fact]
    public async Task Predictions_that_are_gone_are_named()
    {
        var (good, work) = await MeasureAsync("v3-forest.onnx");
        var gone = new OutputDto(Core.Artifacts.Digest.Of("gone"u8).ToString(), 4);

        _server.Offer(Comparing(work, good.Output!, gone));
        var (_, outcome) = await _server.NextOutcomeAsync();

        outcome.Outcome.ShouldBe("error");
        outcome.Reason!.ShouldStartWith("The predictions are not to be had. ");
        outcome.Reason.ShouldContain(gone.Digest);
    }

    [Fact]
    public async Task How_groups_are_treated_is_found_from_what_was_predicted()
    {
        var (measured, work) = await MeasureAsync("v2-logistic.onnx", "breast-cancer", "size");

        _server.Offer(work with { Kind = "fairness", Groups = new WorkGroupsDto(measured.Output!, "size", 20, 0.9) });
        var (_, outcome) = await _server.NextOutcomeAsync();

        outcome.Outcome.ShouldBe("measured", outcome.Reason);
        var found = outcome.Measurement!;
        found.Metrics["demographic_parity_difference"].ShouldBeInRange(0, 1);
        found
            .Metrics["demographic_parity_difference.upper"]
            .ShouldBeGreaterThanOrEqualTo(found.Metrics["demographic_parity_difference"]);
        found.Slices!.Sum(slice => slice.Examples).ShouldBe(285);
        found.Slices![0].Metrics.Keys.ShouldBe(["selection_rate", "true_positive_rate", "false_positive_rate"]);
    }

    [Fact]
    public async Task Of_ten_classes_fairness_is_not_measured()
    {
        var (measured, work) = await MeasureAsync("v3-forest.onnx");

        _server.Offer(work with { Kind = "fairness", Groups = new WorkGroupsDto(measured.Output!, "digit", 20, 0.9) });
        var (_, outcome) = await _server.NextOutcomeAsync();

        (outcome.Outcome, outcome.Reason).ShouldBe(
            ("incompatible", "fairness is measured of two classes; the data set has 10")
        );
    }

    [Fact]
    public async Task Two_regressors_are_measured_kept_and_compared()
    {
        var (candidate, work) = await RegressAsync(TestModels.Sum(1, 2));
        var (incumbent, _) = await RegressAsync(TestModels.Sum(1, 0));

        _server.Offer(Comparing(work, candidate.Output!, incumbent.Output!));
        var (_, outcome) = await _server.NextOutcomeAsync();

        // The truth is a + 2b + 1: the candidate is always off by 1.
        candidate.Metrics["mae"].ShouldBe(1, 1e-12);
        candidate.Slices!.Select(slice => slice.Value).ShouldBe(["x", "y"]);
        outcome.Outcome.ShouldBe("measured", outcome.Reason);
        var found = outcome.Measurement!;
        found.Examples.ShouldBe(60);
        found.Metrics["mae.difference"].ShouldBe(1 - incumbent.Metrics["mae"], 1e-9);
        found.Metrics["mae.upper"].ShouldBeLessThan(0);
        found.Metrics.Keys.ShouldNotContain("mcnemar_mid_p");
        var report = JsonSerializer.Deserialize(
            _server.BytesOf(found.Output!),
            ProtocolJson.Default.ComparisonReportDto
        )!;
        (report.Task, report.OnlyCandidate, report.MidP).ShouldBe(("regression", null, null));

        _server.Offer(
            work with
            {
                Kind = "fairness",
                Groups = new WorkGroupsDto(candidate.Output!, "region", 20, 0.9),
            }
        );
        (await _server.NextOutcomeAsync()).Outcome.Reason.ShouldBe("The file holds no predictions of classes.");
    }

    private async Task<(MeasurementDto Measured, WorkDto Work)> RegressAsync(byte[] model)
    {
        var rows = Enumerable
            .Range(0, 60)
            .Select(i => $"{i % 5},{1 + (i % 3)},{(i % 2 == 0 ? "x" : "y")},{(i % 5) + (2 * (1 + (i % 3))) + 1}\n");
        var work = _server.Describe([("model.onnx", model)], "a,b,region,price\n" + string.Concat(rows));
        work = work with { Dataset = work.Dataset! with { Label = "price", Ignore = ["region"], Task = "regression" } };
        _server.Offer(work);
        var (_, outcome) = await _server.NextOutcomeAsync();
        outcome.Outcome.ShouldBe("measured", outcome.Reason);
        return (outcome.Measurement!, work);
    }

    private static WorkDto Comparing(WorkDto work, OutputDto candidate, OutputDto incumbent) =>
        work with
        {
            Kind = "compare",
            Predictions = new WorkPredictionsDto(candidate, incumbent, 0.9),
        };

    private async Task<(MeasurementDto Measured, WorkDto Work)> MeasureAsync(
        string file,
        string dataset = "digits",
        string ignore = "digit"
    )
    {
        var model = await File.ReadAllBytesAsync(
            Gradus.Evaluation.Samples.Path(dataset, file),
            TestContext.Current.CancellationToken
        );
        var csv = await File.ReadAllTextAsync(
            Gradus.Evaluation.Samples.Path(dataset, "test.csv"),
            TestContext.Current.CancellationToken
        );
        var work = _server.Describe([("model.onnx", model)], csv);
        work = work with { Dataset = work.Dataset! with { Ignore = [ignore] } };
        _server.Offer(work);
        var (_, outcome) = await _server.NextOutcomeAsync();
        outcome.Outcome.ShouldBe("measured", outcome.Reason);
        return (outcome.Measurement!, work);
    }
}
