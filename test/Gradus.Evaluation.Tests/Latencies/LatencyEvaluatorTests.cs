using Gradus.Evaluation.Onnx;

namespace Gradus.Evaluation.Latencies;

/// <summary>Models under load: what is counted, and what is given up.</summary>
public sealed class LatencyEvaluatorTests : IDisposable
{
    private const string Csv = "a,b,label\n2,1,0\n5,4,0\n1,3,1\n";
    private static readonly LoadOptions Options = new("pairs", new("label", []), PerSecond: 2_000, Requests: 203);

    private readonly TempFolder _folder = new();
    private readonly string _csv;
    private readonly string _model;

    public LatencyEvaluatorTests()
    {
        _csv = _folder.Write("pairs.csv", Csv);
        _model = _folder.Write("model.onnx", Models.Softmax("features", 2));
    }

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Every_request_of_each_model_has_a_time()
    {
        var load = Measure(_model, Options);

        foreach (var times in (LoadTimes[])[load.Candidate, load.Incumbent!])
        {
            times.Requests.ShouldBe(203);
            times.Unanswered.ShouldBe(0);
            times.Milliseconds.ShouldAllBe(time => time > 0 && double.IsFinite(time));
            times.Mean.ShouldBe(times.Milliseconds.Average());
        }
    }

    [Fact]
    public void Who_does_not_keep_up_is_asked_no_longer_and_has_no_finite_percentile()
    {
        // A billion a second: whoever it is is late at once.
        var load = Measure(null, Options with { PerSecond = 1e9, Patience = TimeSpan.FromTicks(1) });

        load.Incumbent.ShouldBeNull();
        load.Candidate.Requests.ShouldBe(203);
        load.Candidate.Unanswered.ShouldBeInRange(100, 203);
        load.Candidate.Waited.ShouldBeGreaterThanOrEqualTo(load.Candidate.Unanswered);
        load.Candidate.Percentile(99, 0.95).Estimate.ShouldBe(double.PositiveInfinity);
    }

    [Fact]
    public void A_request_that_has_waited_for_others_has_taken_that_long_too()
    {
        var load = Measure(null, Options with { PerSecond = 1e9 });

        load.Candidate.Unanswered.ShouldBe(0);
        load.Candidate.Waited.ShouldBeGreaterThan(180);
        // Within a block each waits for all before it.
        var block = load.Candidate.Milliseconds.Take(20).ToList();
        block.ShouldBe(block.Order());
    }

    [Fact]
    public void A_model_that_does_not_fit_is_refused()
    {
        var wide = _folder.Write("wide.onnx", Models.Softmax("features", 3));

        var refused = LatencyEvaluator.Measure(_model, wide, _csv, Options, CancellationToken.None);

        refused.Error!.Message.ShouldContain("3 features");
    }

    private LoadResult Measure(string? incumbent, LoadOptions options) =>
        LatencyEvaluator.Measure(_model, incumbent, _csv, options, CancellationToken.None).Value;
}
